"""What the oracle of uses finds in a small distribution, and what of what is told of it it takes for wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

import pytest

FOLDER = Path(__file__).resolve().parent

OTHER = """
import posixpath as path
SIZE = 3

class Base:
    def run(self): ...

def make(*parts, size=None): ...
"""

DEMO = """
import other
import other.inner
from other import Base as Root, SIZE
try:
    import quick as fast
except ImportError:
    fast = None
if __name__ == "__main__":
    import json

def using(thing: "other.Base", other_size=SIZE):
    return other.make(thing, size=SIZE), [other.path.join(one) for one in thing]

def shadowing(other):
    return other.make()

class Model(Root):
    def run(self):
        def inside():
            raise other.inner.Wrong(fast.lost)
        return inside
"""

FILES = {
    "demo/__init__.py": DEMO,
    "other/__init__.py": OTHER,
    "other/inner.py": "class Wrong(Exception): ...\n",
    "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
    "demo-1.0.dist-info/RECORD": "demo/__init__.py,,\n",
    "other-2.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: other\nVersion: 2.0\n",
    "other-2.0.dist-info/RECORD": "other/__init__.py,,\nother/inner.py,,\n",
}


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(DEMO.splitlines(), 1) if text in line)


DEFINITIONS = [
    ["demo.using", "demo/__init__.py", line_of("def using")],
    ["demo.shadowing", "demo/__init__.py", line_of("def shadowing")],
    ["demo.Model", "demo/__init__.py", line_of("class Model")],
    ["demo.Model.run", "demo/__init__.py", line_of("def run")],
]


def of_other(name: str) -> dict[str, str]:
    return {"distribution": "other", "version": "2.0", "id": name}


def use(place: str, of: dict[str, Any], how: str, *lines: int, **more: Any) -> dict[str, Any]:
    fields = {"count": len(lines), "lines": list(lines), **more}
    return {"record": "use", "in": place, "of": of, "how": how.split(), **fields}


def told() -> list[dict[str, Any]]:
    """All that is to be told of it."""
    head, body, deep = line_of("def using"), line_of("return other.make(thing"), line_of("raise")
    library = {"python": "3", "id": "posixpath.join"}
    nowhere = {"distribution": None, "id": "quick.lost"}
    base = line_of("class Model")
    return [
        use("demo.using", of_other("other.Base"), "annotation", head),
        use("demo.using", of_other("other.SIZE"), "read", head, body),
        use("demo.using", of_other("other.make"), "call", body, keywords=["size"], positional=1),
        use("demo.using", library, "call", body, **{"as": "other.path.join"}, positional=1),
        use("demo.Model", of_other("other.Base"), "base", base),
        use("demo.Model.run", of_other("other.inner.Wrong"), "call raise", deep, positional=1),
        use("demo.Model.run", nowhere, "read", deep),
        use("demo.Model.run", of_other("other.Base.run"), "override", line_of("def run")),
    ]


def statement(line: int, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"record": "import", "module": "demo", "of": of, "line": line, **more}


def told_imports() -> list[dict[str, Any]]:
    taken = {"from": "other"}
    line = line_of("from other")
    quick = {"distribution": None, "id": "quick"}
    return [
        statement(line_of("import other"), of_other("other")),
        statement(line_of("import other.inner"), of_other("other.inner")),
        statement(line, of_other("other.Base"), name="Base", **{"as": "Root"}, **taken),
        statement(line, of_other("other.SIZE"), name="SIZE", **taken),
        statement(line_of("quick"), quick, when=["try"], **{"as": "fast"}),
        statement(line_of("import json"), {"python": "3", "id": "json"}, when=["main"]),
    ]


Line = list[Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    for path, text in FILES.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text)
    return made


def ask(folder: Path, uses: Sequence[Any], imports: Sequence[Any]) -> tuple[list[Line], list[dict[str, Any]]]:
    """Its counts, and what it takes for wrong."""
    job = {
        "distribution": "demo",
        "modules": ["demo"],
        "setups": [],
        "skip": [],
        "sources": [["demo", "demo/__init__.py"]],
        "definitions": DEFINITIONS,
        "ids": [],
        "uses": [["demo", one] for one in uses],
        "imports": [["demo", one] for one in imports],
    }
    paths = [str(folder), str(FOLDER), str(FOLDER.parent)]
    start = f"import sys; sys.path[:0] = {paths!r}; import uses_oracle; uses_oracle.main()"
    run = subprocess.run(
        [sys.executable, "-c", start], input=json.dumps(job), stdout=subprocess.PIPE, text=True, check=True
    )
    lines: list[Line] = [json.loads(line) for line in run.stdout.splitlines()]
    assert lines[-1] == ["end"]
    assert [line for line in lines if line[0] == "lost"] == []
    return [line[1:] for line in lines if line[0] == "count"], [line[1] for line in lines if line[0] == "wrong"]


def test_what_is_told_rightly_is_right(folder: Path) -> None:
    counts, wrong = ask(folder, told(), told_imports())
    assert wrong == []
    assert sorted(counts) == [
        ["chain", "found", True, "", 8],
        ["chain", "said", True, "", 8],
        ["import", "found", True, "", 6],
        ["import", "said", True, "", 6],
        ["override", "found", True, "", 1],
        ["override", "said", True, "", 1],
    ]


@pytest.mark.parametrize(
    ("index", "change", "found", "said"),
    [
        (0, None, "missing", None),
        (2, {"of": of_other("other.Base")}, "missing", "nothing there names it"),
        (3, {"of": {"python": "3", "id": "posixpath.split"}}, "another object", "another object"),
        (2, {"in": "demo"}, "in another place", "in another place"),
        (0, {"how": ["read"]}, "another kind of use", "another kind of use"),
        (2, {"keywords": ["length"]}, None, "keywords"),
        (2, {"positional": 2}, None, "positional"),
        (1, {"count": 1}, None, "count"),
        (2, {"of": {**of_other("other.make"), "version": "1.0"}}, None, "another distribution"),
        (3, {"of": {"python": "3", "id": "other.path.join"}}, None, "another name than its own"),
        (2, {"lines": [line_of("def shadowing")]}, "line", "nothing there names it"),
    ],
)
def test_what_is_told_wrongly_is_wrong(
    folder: Path, index: int, change: Optional[dict[str, Any]], found: Optional[str], said: Optional[str]
) -> None:
    uses = told()
    changed = uses.pop(index)
    if change is not None:
        uses.append({**changed, **change})
    _, wrong = ask(folder, uses, told_imports())
    assert {one["side"]: one["reason"] for one in wrong if one["what"] == "chain"} == {
        side: reason for side, reason in (("found", found), ("said", said)) if reason is not None
    }


def test_a_use_of_what_a_parameter_shadows_is_refuted(folder: Path) -> None:
    more = use("demo.shadowing", of_other("other.inner.Wrong"), "call", line_of("return other.make()"))
    _, wrong = ask(folder, [*told(), more], told_imports())
    assert [(one["side"], one["reason"]) for one in wrong] == [("said", "nothing there names it")]


def test_what_only_looks_like_an_override_is_refuted(folder: Path) -> None:
    uses = told()
    uses[-1]["of"] = of_other("other.make")
    _, wrong = ask(folder, uses, told_imports())
    reasons = [(one["side"], one["reason"]) for one in wrong if one["what"] == "override"]
    assert reasons == [("found", "another object"), ("said", "another object")]


@pytest.mark.parametrize(
    ("index", "change", "reason"),
    [
        (4, {"when": ["function"]}, "conditions"),
        (2, {"of": of_other("other.make")}, "another object"),
        (3, {"of": {**of_other("other.SIZE"), "version": "1.0"}}, "another distribution"),
        (0, {"line": 1}, "no such statement"),
    ],
)
def test_imports_that_are_told_wrongly(folder: Path, index: int, change: dict[str, Any], reason: str) -> None:
    imports = told_imports()
    imports[index] = {**imports[index], **change}
    _, wrong = ask(folder, told(), imports)
    assert [one["reason"] for one in wrong if one["side"] == "said"] == [reason]


def test_names_that_several_statements_bind_are_not_judged(folder: Path, tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    shadowing = "def f():\n    from other import make\n    make = make or 1\n"
    text = f"import other\nother = other or 1\nother.make\n{shadowing}"
    (tmp_path / "demo/__init__.py").write_text(text)
    counts, wrong = ask(tmp_path, [], [statement(1, of_other("other")), _inner(5)])
    assert wrong == []
    assert [line for line in counts if line[0] == "chain"] == [
        ["chain", "found", None, "several statements bind its name", 3]
    ]


def _inner(line: int) -> dict[str, Any]:
    return statement(line, of_other("other.make"), name="make", **{"from": "other"}, when=["function"])
