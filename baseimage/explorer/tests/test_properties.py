"""What must hold for every package, tried with generated ones.

`IMPORTGRAPH_EXAMPLES=1000 pytest tests/test_properties.py` tries as many, others each time.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Environment, Explored
from generated_constructs import constructs
from generated_packages import files_of, packages
from hypothesis import HealthCheck, assume, given, settings

ORACLE = Path(__file__).with_name("oracle.py")
INSPECTED = Path(__file__).with_name("inspected.py")
EXAMPLES = int(os.environ.get("IMPORTGRAPH_EXAMPLES", "0"))


def few(count: int) -> settings:
    """As many examples, the same ones each time, unless more are asked for."""
    return settings(
        max_examples=EXAMPLES or count,
        derandomize=EXAMPLES == 0,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


class Workplace:
    """An environment in which one package after another is installed."""

    def __init__(self, folder: Path) -> None:
        self.environment = Environment(folder)
        self._count = 0

    def install(self, package: dict[str, str]) -> str:
        """Install a package as a distribution of its own, in a folder of its own. Returns the folder."""
        self._count += 1
        folder = self.environment.folder / f"package{self._count}"
        files = files_of(package)
        records = "".join(f"{path},,\n" for path in [*files, "demo-1.0.dist-info/RECORD"])
        info = {"METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n", "RECORD": records}
        texts = {**files, **{f"demo-1.0.dist-info/{name}": text for name, text in info.items()}}
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        (self.environment.site / "demo.pth").write_text(f"{folder}\n", encoding="utf-8")
        return str(folder)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    return Workplace(tmp_path_factory.mktemp("property") / "venv")


def contradictions(folder: str, explored: Explored, package: Mapping[str, str]) -> list[str]:
    job = {"records": explored.records, "modules": sorted(package)}
    command = [sys.executable, "-I", str(ORACLE), folder]
    found = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, timeout=60, check=True)
    answer: list[str] = json.loads(found.stdout.splitlines()[-1])
    return answer


@few(25)
@given(package=packages())
def test_every_name_leads_to_its_object(workplace: Workplace, package: dict[str, str]) -> None:
    folder = workplace.install(package)
    # The session checks ids, members and that everything is reached.
    assert contradictions(folder, workplace.environment.session(), package) == []


@few(6)
@given(package=packages())
def test_the_same_bytes_whatever_the_seed(workplace: Workplace, package: dict[str, str]) -> None:
    workplace.install(package)
    first, second = (workplace.environment.by_hand("demo", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.exit_code == 0
    assert first.lines == second.lines


@few(10)
@given(package=packages())
def test_source_and_run_time_agree(workplace: Workplace, package: dict[str, str]) -> None:
    workplace.install(package)
    imported, read = workplace.environment.session(), workplace.environment.session(mode="source")
    for name, text in package.items():
        if imported[name].get("imported", True):
            for bound in bound_once(text):
                agree(f"{name}.{bound}", imported, read)


def bound_once(text: str) -> set[str]:
    """The functions and classes at the top of a module whose names nothing else in it has."""
    words = re.findall(r"\w+", text)
    found = re.findall(r"^(?:try:\n    )?(?:async def|def|class) (\w+)", text, re.M)
    return {name for name in found if words.count(name) == 1 and not name.startswith("__")}


def agree(dotted: str, imported: Explored, read: Explored) -> None:
    ours, theirs = (found.nodes.get(dotted) for found in (imported, read))
    if ours is not None and "location" in ours:
        assert theirs is not None, dotted
        for field in ("kind", "doc", "signature", "flags", "location"):
            assert stripped(ours, field) == stripped(theirs, field), f"{dotted}: {field}"


def stripped(node: dict[str, Any], field: str) -> Any:
    value = node.get(field)
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


@few(25)
@given(text=constructs())
def test_what_inspect_says(workplace: Workplace, text: str) -> None:
    folder = workplace.install({"demo": text})
    command = [sys.executable, "-I", str(INSPECTED), folder, "demo"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60)
    # What Python refuses, such as fields with and without defaults in a wrong order, is not for us.
    assume(found.returncode == 0)
    inspected: dict[str, dict[str, Any]] = json.loads(found.stdout.splitlines()[-1])
    explored = workplace.environment.session()
    assert {id_: said_of(explored.nodes.get(id_), facts) for id_, facts in inspected.items()} == inspected


def said_of(node: dict[str, Any] | None, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a node says in the same fields."""
    if node is None:
        return None
    said = {
        **node,
        "doc": node.get("doc"),
        "flags": [flag for flag in node.get("flags", []) if flag != "final"],
        "line": node.get("location", {}).get("line"),
        "value": node.get("value"),
        "overloads": len(node.get("overloads", [])),
        "signature": [
            [one["name"], one["kind"], "default" in one] for one in node.get("signature", {}).get("parameters", [])
        ],
    }
    return {field: said.get(field) for field in facts}
