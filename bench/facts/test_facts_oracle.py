"""What the oracle of the facts says of a small distribution, and which spellings it takes for right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent

CONSTANTS = """
DEFAULT = 1.5
\"\"\"The default.\"\"\"
"""

DEMO = '''
import contextlib
import functools
import random
from typing import Optional, final

from ._constants import DEFAULT

MISSING = object()
SIZE = 1 #: In bytes.
SIZE = 2
later, latest = 3, 4


def wrapping(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)
    return wrapper


@wrapping
def wrapped(a: int, /, b: "Optional[Model]" = None, *, c=MISSING, d=random.random()) -> "Model":
    """What it does."""


@contextlib.contextmanager
def managed():
    yield


class Model:
    """A model."""

    name: str = "x"
    #: Its size.
    size: int

    def __init__(self, label):
        self.label: "str" = label
        """Its label."""

    @property
    def area(self) -> float:
        """How large it is."""

    @final
    @classmethod
    async def make(cls): ...


bound = Model("x").__init__
'''


def install(folder: Path, files: dict[str, str]) -> None:
    files = {**files, "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"}
    files["demo-1.0.dist-info/RECORD"] = "".join(f"{path},,\n" for path in files)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def ask(folder: Path, **more: object) -> list[list[Any]]:
    job = {"distribution": "demo", "modules": ["demo", "demo._constants"], "setups": [], "skip": [], **more}
    paths = [str(folder), str(FOLDER), str(FOLDER.parent)]
    start = f"import sys; sys.path[:0] = {paths!r}; import facts_oracle; facts_oracle.main()"
    run = subprocess.run(
        [sys.executable, "-c", start], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    lines: list[list[Any]] = [json.loads(line) for line in run.stdout.splitlines()]
    assert lines[-1] == ["end"]
    assert [line for line in lines if line[0] == "lost"] == []
    return lines


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    install(folder, {"demo/__init__.py": DEMO, "demo/_constants.py": CONSTANTS})
    return folder


@pytest.fixture(scope="module")
def facts(demo: Path) -> dict[str, dict[str, Any]]:
    return {".".join(line[1]["path"]): line[1]["fields"] for line in ask(demo) if line[0] == "fact"}


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(DEMO.splitlines(), 1) if text in line)


def test_a_wrapped_function_has_the_signature_and_the_line_of_what_it_wraps(facts: dict[str, Any]) -> None:
    wrapped = facts["demo.wrapped"]
    shape = [(one["name"], one["kind"]) for one in wrapped["signature"]["parameters"]]
    assert shape == [
        ("a", "positionalOnly"),
        ("b", "positionalOrKeyword"),
        ("c", "keywordOnly"),
        ("d", "keywordOnly"),
    ]
    assert wrapped["line"] == [line_of("def wrapped") - 1]
    assert (wrapped["kind"], wrapped["file"], wrapped["doc"]) == (["function"], "demo/__init__.py", ["What it does."])


def test_texts_that_are_aliases_and_functions_that_are_overloads_only(tmp_path: Path) -> None:
    text = """
import typing
class Reader:
    @typing.overload
    def read(self, size: int) -> int: ...
    @typing.overload
    def read(self, size: str) -> str: ...
    @typing.overload
    def get(self, key: int) -> int: ...
    @typing.overload
    def get(self, key: str) -> str: ...
    def get(self, key): ...
get = Reader().get
Alias: "TypeAlias" = "int | str"
"""
    install(tmp_path, {"demo/__init__.py": text, "demo/_constants.py": ""})
    found = {".".join(line[1]["path"]): line[1]["fields"] for line in ask(tmp_path) if line[0] == "fact"}
    assert found["demo.Alias"]["kind"] == ["typeAlias"]
    assert {"signature", "doc", "flags"}.isdisjoint(found["demo.Reader.read"])
    if sys.version_info >= (3, 11):
        given = [[one["name"] for one in variant["parameters"]] for variant in found["demo.get"]["overloads"]]
        assert given == [["key"], ["key"]]


def test_flags_are_of_what_is_called(facts: dict[str, Any]) -> None:
    assert facts["demo.managed"]["flags"] == []
    assert facts["demo.Model.make"]["flags"] == ["async", "final"]


def test_values_are_where_the_statement_is_that_ran_last(facts: dict[str, Any]) -> None:
    size = facts["demo.SIZE"]
    assert (size["line"], size["doc"], size["value"], size["constant"]) == ([line_of("SIZE = 2")], None, ["2"], True)
    assert facts["demo.latest"]["line"] == [line_of("later, latest")]


def test_an_imported_value_leads_to_where_it_is_written(facts: dict[str, Any]) -> None:
    assert facts["demo.DEFAULT"] == {"leadsTo": ["demo._constants", "DEFAULT"]}
    assert facts["demo._constants.DEFAULT"]["doc"] == ["The default."]


def test_attributes_have_docs_and_types_of_the_source(facts: dict[str, Any]) -> None:
    size, label = facts["demo.Model.size"], facts["demo.Model.label"]
    assert (size["kind"], size["doc"], size["type"]) == (["attribute"], ["Its size."], ["int"])
    assert (label["doc"], label["type"], label["line"]) == (["Its label."], ["str"], [line_of("self.label")])


def test_a_property_is_read(facts: dict[str, Any]) -> None:
    area = facts["demo.Model.area"]
    assert (area["access"], area["type"], area["doc"]) == (["get"], ["float"], ["How large it is."])


@pytest.mark.parametrize(
    ("path", "place", "text", "is_right"),
    [
        ("demo.wrapped", "annotation:b", "Model | None", True),
        ("demo.wrapped", "annotation:b", "Optional['Model']", True),
        ("demo.wrapped", "annotation:b", "demo.Model | None", True),
        ("demo.wrapped", "annotation:b", "Model", False),
        ("demo.wrapped", "annotation:a", "builtins.int", True),
        ("demo.wrapped", "annotation:a", "str", False),
        ("demo.wrapped", "returns", "demo._constants.Model", False),
        ("demo.wrapped", "default:c", "MISSING", True),
        ("demo.wrapped", "default:c", "'<object object>'", False),
        ("demo.wrapped", "default:b", "0", False),
        ("demo.Model.label", "valueType", "builtins.str", False),
        ("demo.SIZE", "valueType", "builtins.int", True),
        ("demo.Model", "base:0", "builtins.object", True),
        ("demo.Model", "base:0", "builtins.int", False),
    ],
)
def test_spellings(demo: Path, path: str, place: str, text: str, is_right: bool) -> None:
    question = {"path": path.split("."), "place": place, "text": text, "module": "demo"}
    assert ask(demo, asked=[question])[-2] == ["answer", 0, is_right]


def test_what_varies_may_be_left_open(facts: dict[str, Any]) -> None:
    defaults = {one["name"]: one.get("default") for one in facts["demo.wrapped"]["signature"]["parameters"]}
    assert defaults["c"] == ["MISSING", "..."]
    assert "..." in defaults["d"]
    assert defaults["b"] == ["None", "None"]
