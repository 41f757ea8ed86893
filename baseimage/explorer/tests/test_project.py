"""What sources of a project take of others, place by place."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from importgraph_explorer.project.reading import ProjectJobError, read_project

EXPLORER = Path(__file__).parent.parent / "importgraph_explorer"


def run(sources: list[dict[str, Any]], protocol: int = 1) -> list[dict[str, Any]]:
    written: list[str] = []
    read_project(json.dumps({"protocol": protocol, "sources": sources}).encode(), written.append)
    return [json.loads(line) for line in "".join(written).splitlines()]


def read(text: str | bytes, file: str = "app.py", module: str = "app", package: bool = False) -> list[dict[str, Any]]:
    content = text.encode() if isinstance(text, str) else text
    records = run(
        [{"file": file, "module": module, "package": package, "content": base64.b64encode(content).decode("ascii")}]
    )
    assert [one["record"] for one in (records[0], records[1], records[-1])] == ["start", "source", "end"]
    assert "os" in records[0]["library"]
    return records[2:-1]


def shown(symbol: Any) -> str:
    if isinstance(symbol, str):
        return symbol
    inner = shown(symbol["of"])
    begun = inner if symbol["kind"] == "module" else f"{symbol['kind']}({inner})"
    return ".".join((begun, *symbol.get("attributes", ())))


def uses(records: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["line"], shown(one["symbol"]), *one["how"]) for one in records if one["record"] == "use"]


def test_symbols_are_kept() -> None:
    records = read(
        """
import requests
from numpy import array as make
s = requests.Session()
s.get(x, timeout=3, *rest)
def f(given: requests.Response):
    given.json()
    with open(p) as file: pass
    with requests.Session() as t:
        t.put(
            url,
            a=1, b=2)
make([1])
"""
    )
    assert uses(records) == [
        (4, "requests.Session", "call"),
        (5, "result(requests.Session).get", "call"),
        (6, "requests.Response", "annotation"),
        (7, "instance(requests.Response).json", "call"),
        (9, "requests.Session", "call"),
        (10, "entered(result(requests.Session)).put", "call"),
        (13, "numpy.array", "call"),
    ]
    calls = {
        one["line"]: (one.get("keywords"), one["positional"], one.get("open")) for one in records if "positional" in one
    }
    assert calls[5] == (["timeout"], 1, True)
    assert calls[10] == (["a", "b"], 1, None)
    imports = [one for one in records if one["record"] == "import"]
    assert imports[1] == {"record": "import", "line": 3, "module": "numpy", "name": "array", "alias": "make"}
    (named,) = [one["names"] for one in records if one["record"] == "names"]
    assert {name: symbol and shown(symbol) for name, symbol in named.items()} == {
        "requests": "requests",
        "make": "numpy.array",
        "s": "result(requests.Session)",
        "f": None,
    }


def test_every_place_is_told_with_its_own_arguments() -> None:
    records = read("import a\n" + "".join(f"a.f({'k=1' if line % 2 else ''})\n" for line in range(20)))
    found = [(one["line"], one.get("keywords")) for one in records if one["record"] == "use"]
    assert found == [(line + 2, ["k"] if line % 2 else None) for line in range(20)]


GUARDED = """
import np, sys
try: np.one
except AttributeError: np.two
else: np.three
try: np.plain
except ValueError: np.plain
if hasattr(np, "four"): np.four
else: np.five
x = np.six if np.__version__ < "2" else np.seven
if NUMPY_2: np.eight
elif is_valid: np.eight
if is_valid: np.plain
hasattr(np, "nine") and np.nine
with pytest.raises(AttributeError): np.ten
try: import other
except ImportError: np.eleven
if TYPE_CHECKING: np.twelve
if sys.platform == "win32": np.thirteen
def f():
    if __name__ == "__main__": np.plain
"""


def test_guards() -> None:
    guards = {}
    for one in read(GUARDED):
        if one["record"] == "use" and shown(one["symbol"]).startswith("np."):
            guards.setdefault(shown(one["symbol"])[3:], one.get("guards"))
    words = {
        word: [name for name, found in guards.items() if found == [word]] for word in ("try", "hasattr", "version")
    }
    assert words == {
        "try": ["one", "two", "three", "ten", "eleven"],
        "hasattr": ["four", "five", "nine"],
        "version": ["__version__", "six", "seven", "eight"],
    }
    assert (guards["plain"], guards["twelve"], guards["thirteen"]) == (None, ["typing"], ["platform"])


def test_import_statements_are_guarded_as_other_places_are() -> None:
    text = """
import a
if a_version.split(".")[0] >= "2":
    import b
else:
    from c import d
def f():
    if not HAS_E:
        return
    import e
try:
    import g
except ImportError:
    import h
"""
    found = {one["module"]: one.get("when") for one in read(text) if one["record"] == "import"}
    assert found["a"] is None
    assert "version" in found["b"]
    assert "version" in found["c"]
    assert found["e"] == ["function"]
    assert (found["g"], found["h"]) == (["try"], ["try"])


def test_names_that_are_asked_for_by_text() -> None:
    (named,) = [one for one in read('getattr(np, "float", float)\nhasattr(x, "y")\n') if one["record"] == "names"]
    assert named["asked"] == ["float", "y"]


def test_classes() -> None:
    records = read(
        """
import lib
from .near import Base
class One(lib.Session, Base, made(), metaclass=lib.Meta):
    limit = 3
    def __init__(self): self.held = lib.make()
    def get(self, url, /, verify=True, *more, stream, **rest): self.held.go(); super().get(url)
    @lib.wrapped
    def put(self): ...
    class Inner(Base): ...
""",
        module="app.main",
    )
    outer = next(one for one in records if one["record"] == "class" and one["name"] == "One")
    assert [base and shown(base) for base in outer["bases"]] == ["lib.Session", "app.near.Base", None]
    assert outer["metaclass"] is True
    assert set(outer["attributes"]) == {"limit", "held", "get", "put", "__init__", "Inner"}
    get = outer["methods"]["get"]
    assert get["line"] == 7
    assert [(one["name"], one["kind"], one.get("optional")) for one in get["parameters"]] == [
        ("self", "positionalOnly", None),
        ("url", "positionalOnly", None),
        ("verify", "positionalOrKeyword", True),
        ("more", "varPositional", True),
        ("stream", "keywordOnly", None),
        ("rest", "varKeyword", True),
    ]
    assert "parameters" not in outer["methods"]["put"]
    assert [one["name"] for one in records if one["record"] == "class"] == ["One", "One.Inner"]
    found = uses(records)
    assert (7, "result(lib.make).go", "call") in found
    assert (7, "super(One).get", "call") in found


def notebook(*cells: str) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "cells": [{"cell_type": "markdown", "source": "import nothing"}]
            + [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells],
        }
    ).encode()


def test_notebooks() -> None:
    records = read(
        notebook(
            "%matplotlib inline\n!pip install pandas\nimport pandas as pd\n",
            "%%bash\necho import os",
            "%%time\n\ndf = pd.DataFrame(\n    x\n    % y)\ndf?\nfiles = !ls",
            "print 'two'",
            "df.append(other)",
        ),
        "explore.ipynb",
    )
    places = [(one["cell"], one["line"], shown(one["symbol"])) for one in records if one["record"] == "use"]
    assert places == [(4, 3, "pandas.DataFrame"), (6, 1, "result(pandas.DataFrame).append")]
    assert [one["message"].partition(":")[0] for one in records if one["record"] == "problem"] == ["cell 5"]


def test_notebooks_with_magic() -> None:
    records = read(notebook("%%time\n%load_ext x\nimport pandas as pd\npd.a\n", "pd.b?\npd.b"), "explore.ipynb")
    assert [(one["cell"], one["line"]) for one in records if one["record"] == "use"] == [(2, 4), (3, 2)]


@pytest.mark.parametrize(
    ("text", "file", "error"),
    [
        ("print 'hello'\n", "a.py", "Python2"),
        ("raise ValueError, 'no'\n", "a.py", "Python2"),
        ("def f(:\n", "a.py", "SyntaxError"),
        (b"# coding: nothing\n", "a.py", "SyntaxError"),
        (b"\xff\xfe\x00", "a.py", "SyntaxError"),
        ("x = 1\0", "a.py", None),
        ("[]", "a.ipynb", "NoNotebook"),
        ("{", "a.ipynb", "NoNotebook"),
        ('{"cells": [1]}', "a.ipynb", "NoNotebook"),
    ],
)
def test_what_is_no_source(text: str | bytes, file: str, error: str | None) -> None:
    (problem,) = [one for one in read(text, file) if one["record"] == "problem"]
    assert error is None or problem["error"] == error
    assert problem["message"]


def test_what_nests_too_deep() -> None:
    records = read("x = " + "(" * 90 + "a" + ")" * 90 + "\n" + "f" + "(1)" * 5000 + "\nimport b\nb.c\n")
    assert records


def test_later_sources_are_read_whatever_came_before() -> None:
    def source(file: str, text: str) -> dict[str, Any]:
        return {
            "file": file,
            "module": file[:-3],
            "package": False,
            "content": base64.b64encode(text.encode()).decode("ascii"),
        }

    sources = [source("a.py", "def f(:"), source("b.py", "import c\nc.d\n")]
    assert [one["record"] for one in run(sources)] == [
        *("start", "source", "problem", "source", "import", "names", "use", "end")
    ]


@pytest.mark.parametrize("sources", [[{"file": "a.py"}], 3])
def test_jobs_that_are_none(sources: Any) -> None:
    with pytest.raises(ProjectJobError, match="sources"):
        run(sources)
    with pytest.raises(ProjectJobError, match="protocol 1"):
        run([], protocol=2)


def test_the_command_line() -> None:
    def ended(job: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-I", "-S", str(EXPLORER), "project"], input=job, capture_output=True, check=False
        )

    done = ended(b'{"protocol": 1, "sources": []}')
    assert [json.loads(line)["record"] for line in done.stdout.splitlines()] == ["start", "end"]
    assert ended(b"no job").returncode == 2
