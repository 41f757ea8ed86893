from __future__ import annotations

from readers.findings import Findings


def test_what_a_build_file_has_stays_known() -> None:
    findings = Findings()
    findings.add("imports", "numpy", "thing/a.py", 3, conditional=False, inBuildFile=False)
    findings.add("imports", "numpy", "setup.py", 9, conditional=True, inBuildFile=True)
    findings.add("imports", "cython", "setup.py", 1, conditional=True, inBuildFile=True)
    findings.add("imports", "cython", "thing/b.py", 2, conditional=False, inBuildFile=False)
    assert findings.answer()["imports"] == [
        {"name": "cython", "file": "thing/b.py", "line": 2, "conditional": False, "inBuildFile": True},
        {"name": "numpy", "file": "thing/a.py", "line": 3, "conditional": False, "inBuildFile": True},
    ]
