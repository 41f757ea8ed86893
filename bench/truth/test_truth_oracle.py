"""What the oracle of the truth says of names."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ORACLE = Path(__file__).resolve().parent / "truth_oracle.py"

TEXT = """
class Outer:
    def method(self):
        self.own = 1

        class Inner:
            self.from_within = 1

            def method(self):
                self.of_another = 1

        def again():
            self.from_a_function = 1

        def another(self):
            self.of_an_argument = 1
"""


def test_what_methods_assign_is_of_the_class_that_they_are_of(tmp_path: Path) -> None:
    (tmp_path / "demo.py").write_text(TEXT)
    information = tmp_path / "demo-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    (information / "RECORD").write_text("demo.py,,\n")
    names = ["own", "from_within", "of_another", "from_a_function", "of_an_argument"]
    job = {"distribution": "demo", "modules": ["demo"], "setups": [], "names": [f"demo.Outer.{name}" for name in names]}
    run_oracle = f"runpy.run_path({str(ORACLE)!r}, run_name='__main__')"
    start = f"import sys, runpy; sys.path.insert(0, {str(tmp_path)!r}); {run_oracle}"
    run = subprocess.run(
        [sys.executable, "-c", start], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    answers = dict(map(json.loads, run.stdout.splitlines()))
    assert answers == {
        "demo.Outer.own": "instance",
        "demo.Outer.from_within": "instance",
        "demo.Outer.of_another": None,
        "demo.Outer.from_a_function": "instance",
        "demo.Outer.of_an_argument": None,
    }
