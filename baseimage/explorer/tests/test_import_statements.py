"""What sources import, and under what."""

from __future__ import annotations

import posixpath
import sys
from typing import Any

import pytest
from conftest import Environment
from used import LIB, id_of


def test_imports(uses: Any) -> None:
    explored = uses(
        """
import os.path
import sys, lib.sub as s
from . import near
from .near import thing as t, thing as u
from lib import get, sub
from lib.sub.deep import *
if sys.platform == "win32":
    import winreg
elif sys.version_info < (3, 0):
    import urllib2
try:
    import simplejson as json
except ImportError:
    import json
def f():
    import lib.sub.deep
    __import__("lib.sub")
    import importlib
    importlib.import_module(".near", __package__)
    importlib.import_module(x)
if __name__ == "__main__":
    import argparse
""",
        **{"demo/near.py": "def thing(): ...\n"},
    )
    found = [
        (one["line"], id_of(one["of"]), *map(one.get, ("name", "from", "as", "when")))
        for one in explored.of("import")
        if one["module"] == "demo"
    ]
    assert found == [
        (2, posixpath.__name__, None, "os.path", None, None),
        (3, "sys", None, None, None, None),
        (3, "lib.sub", None, None, "s", None),
        (4, "demo.near", "near", "demo", None, None),
        (5, "demo.near.thing", "thing", "demo.near", "t", None),
        (5, "demo.near.thing", "thing", "demo.near", "u", None),
        (6, "lib._impl.get", "get", "lib", None, None),
        (6, "lib.sub", "sub", "lib", None, None),
        (7, "lib.sub.deep", None, "lib.sub.deep", None, None),
        (9, "winreg", None, None, None, ["platform"]),
        (11, "urllib2", None, None, None, ["platform", "version"]),
        (13, "simplejson", None, None, "json", ["try"]),
        (15, "json", None, None, None, ["try"]),
        (17, "lib.sub.deep", None, None, None, ["function"]),
        (18, "lib.sub", None, None, None, ["function"]),
        (19, "importlib", None, None, None, ["function"]),
        (20, "demo.near", None, None, None, ["function"]),
        (23, "argparse", None, None, None, ["main"]),
    ]
    star = [one for one in explored.of("import") if one.get("star")]
    assert [one["line"] for one in star] == [7]


# Behind each statement what is said of it.
CONDITIONS = """
import importlib.util, os, platform, sys, sys as system
from contextlib import suppress as letting
from os import name as kind
from sys import version_info
from typing import TYPE_CHECKING as CHECKED, TYPE_CHECKING
import typing as t
MYPY = False
ERRORS = (ImportError, OSError)
WINDOWS = sys.platform.startswith("win")
SYSTEM = platform.system()
OLD = sys.version_info[0] < 3
HAS_SPEC = importlib.util.find_spec("absent") is not None
try:
    import absent  # try
    HAS = True
except ImportError:
    absent = None
    HAS = False
    import json as absent  # try
else:
    import absent.below  # try
finally:
    import os  #
try:
    import os  #
except ValueError:
    import os  #
try:
    import absent.other  # try
except ERRORS:
    pass
with letting(ModuleNotFoundError):
    import absent.other  # try
with letting(KeyError):
    import os  #
if not absent:
    import absent.other  # try
elif HAS is not True:
    import os  # try
if HAS_SPEC:
    import absent  # try
if importlib.util.find_spec("absent"):
    import absent  # try
if TYPE_CHECKING:
    import absent  # typing
else:
    import os  #
if not t.TYPE_CHECKING:
    import os  #
else:
    import absent  # typing
if CHECKED or MYPY:
    import absent  # typing
if t.TYPE_CHECKING and sys.version_info < (3, 4):
    import absent  # typing version
if sys.version_info >= (3, 4) and not sys.flags.dev_mode and TYPE_CHECKING:
    import absent  # typing version
if TYPE_CHECKING or sys.version_info < (3, 4):
    import absent  # version
if not (WINDOWS or sys.byteorder == "none"):
    import os  # platform
else:
    import absent  # platform
if SYSTEM == "Other" or kind == "other":
    import absent  # platform
if os.name == "nt" and not OLD:
    import absent  # platform version
if version_info >= (3, 99) or system.maxsize < 99:
    import absent  # platform version
if "a" in sys.modules:
    import absent  #
def f(flag=__import__("os")):  #
    import absent  # function
    if flag:
        import absent  # function
    class C:
        import absent  # function
    try:
        import absent  # function try
    except (TypeError, ImportError):
        return
    late = lambda: __import__("absent")  # function
late = lambda flag=__import__("os"): __import__("absent", flag)  # & function
either = __import__("absent") if OLD else __import__("os")  # version & version
if __name__ != "__main__":
    import os  #
else:
    import absent  # main
if "__main__" == __name__ and f:
    import absent  # main
class D:
    if sys.platform == "none":
        import absent  # platform
    def method(self): import absent  # function
while sys.version_info < (3,):
    import absent  #
"""


def test_under_which_conditions_imports_stand(uses: Any) -> None:
    explored = uses(CONDITIONS)
    expected = [
        (number, words.strip())
        for number, line in enumerate(CONDITIONS.split("\n"), 1)
        if "#" in line
        for words in line.partition("#")[2].split("&")
    ]
    found = [(one["line"], " ".join(one.get("when", ()))) for one in explored.of("import")]
    assert sorted(found)[len(found) - len(expected) :] == sorted(expected)


def test_conditions_in_terms_of_names_that_are_bound_often(uses: Any) -> None:
    # Each time in terms of what it was before, and of one another: following all ways would never end.
    often = "".join("one = other or sys.platform\nother = one and other\n" for _ in range(40))
    explored = uses(
        f"import sys\nother = sys\none = other\n{often}if one:\n    import json\nelif other:\n    import ast\n"
    )
    found = {id_of(one["of"]): one.get("when") for one in explored.of("import") if one["module"] == "demo"}
    assert found == {"sys": None, "json": ["platform"], "ast": ["platform"]}


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there are none")
def test_conditions_of_newer_statements(uses: Any) -> None:
    explored = uses(
        """
import sys
match sys.platform:
    case "none":
        import absent
    case _ if sys.version_info < (3,):
        import absent.other
try:
    import absent
except* ImportError:
    pass
"""
    )
    found = [(one["line"], one.get("when")) for one in explored.of("import")]
    assert found[1:] == [(5, ["platform"]), (7, ["platform", "version"]), (9, ["try"])]


def test_what_was_written_is_found_in_the_record(uses: Any) -> None:
    explored = uses(
        """
import os.path as p, lib.sub.deep
import xml.etree.cElementTree
from os import path
""".replace("cElementTree", "ElementTree")
    )
    found = [(one.get("from"), one.get("name"), id_of(one["of"])) for one in explored.of("import")]
    assert found == [
        ("os.path", None, posixpath.__name__),
        (None, None, "lib.sub.deep"),
        (None, None, "xml.etree.ElementTree"),
        ("os", "path", posixpath.__name__),
    ]


def test_modules_that_no_distribution_gives_are_no_unknown_ones(uses: Any) -> None:
    explored = uses(
        """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from _typeshed import SupportsRead
    from _typeshed.wsgi import WSGIApplication
import __main__
def read(file: "SupportsRead[str]"): return __main__.__doc__
"""
    )
    assert [id_of(one["of"]) for one in explored.of("import")][1:] == [
        *("_typeshed.SupportsRead", "_typeshed.wsgi.WSGIApplication", "__main__")
    ]
    assert all("python" in one["of"] for one in (*explored.of("import"), *explored.of("use")))


NOT_IMPORTED = {
    "demo/__init__.py": "",
    "demo/near.py": "from lib import get\ndef thing(): ...\n",
    "demo/failing.py": """
import os.path as p
import absent
import lib.sub
from lib import Session as S, get as g, lost
from . import near
from .near import thing
from .near import get as passed_on
try:
    import absent.other
except ImportError:
    pass
class Client(S):
    def go(self):
        g("u", verify=False)
        passed_on("v")
        p.join("a", "b")
        lib.sub.deep.dig()
        thing()
def with_import(x: "absent.Thing"):
    from lib.sub.deep import dig
    dig(1)
""",
}


@pytest.mark.parametrize("mode", ["import", "source"])
def test_modules_that_are_only_read(environment: Environment, mode: str) -> None:
    environment.install(LIB, name="lib", version="2.0")
    environment.install(NOT_IMPORTED, METADATA="Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nRequires-Dist: lib\n")
    arguments = ["--source"] if mode == "source" else []
    explored = environment.by_hand("demo", *arguments)
    assert explored["demo.failing"]["imported"] is False
    imports = [one for one in explored.of("import") if one["module"] == "demo.failing"]
    assert [(one["line"], id_of(one["of"]), " ".join(one.get("when", ()))) for one in imports] == [
        (2, posixpath.__name__, ""),
        (3, "absent", ""),
        (4, "lib.sub", ""),
        (5, "lib._impl.Session", ""),
        (5, "lib._impl.get", ""),
        (5, "lib.lost", ""),
        (6, "demo.near", ""),
        (7, "demo.near.thing", ""),
        (8, "lib._impl.get", ""),
        (10, "absent.other", "try"),
        (21, "lib.sub.deep.dig", "function"),
    ]
    assert [one["of"]["distribution"] for one in imports[1:6]] == [None, "lib", "lib", "lib", "lib"]
    found = {
        (use["in"].removeprefix("demo.failing."), id_of(use["of"])): use
        for use in explored.of("use")
        if use["in"].startswith("demo.failing")
    }
    assert {key: (use["how"], use["count"]) for key, use in found.items()} == {
        ("Client", "lib._impl.Session"): (["base"], 1),
        ("Client.go", "lib._impl.get"): (["call"], 2),
        ("Client.go", f"{posixpath.__name__}.join"): (["call"], 1),
        ("Client.go", "lib.sub.deep.dig"): (["call"], 1),
        ("with_import", "absent.Thing"): (["annotation"], 1),
        ("with_import", "lib.sub.deep.dig"): (["call"], 1),
    }
    assert found["Client.go", "lib._impl.get"]["keywords"] == ["verify"]
    assert [one["name"] for one in explored.of("requirement")] == ["lib"]


def test_what_stubs_import_is_nothing_that_modules_load(scan: Any) -> None:
    explored = scan({"demo/__init__.py": "import os\n", "demo/fast.so": "", "demo/fast.pyi": "import sys\n"})
    assert {one["module"] for one in explored.of("import")} == {"demo"}


READ_ONLY = {
    "demo/__init__.py": "",
    "demo/away.py": """
from __future__ import annotations
import nowhere_to_be_found
from lib import get as passed
LIMIT = 3
A, B = 1, 2
def go(): ...
class Thing: ...
""",
    "demo/far.py": """
import nowhere_to_be_found
from .away import LIMIT, Thing, passed
from .near import SIZE, Path
""",
    "demo/near.py": """
from typing import TYPE_CHECKING, Protocol, Union
SIZE = 1
if TYPE_CHECKING:
    Path = Union[int, str]
    class Sized(Protocol): ...
    from lib import Reply
    from .near import SIZE
try:
    from .away import LIMIT, A, go, Thing as T, passed, unknown
    from . import away
except ImportError:
    pass
""",
    "demo/user.py": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .near import Path, Sized, Reply
""",
}


def test_names_of_modules_that_are_only_read(environment: Environment) -> None:
    environment.install(LIB, name="lib", version="2.0")
    environment.install(READ_ONLY)
    explored = environment.session()
    found = [
        (one["module"].removeprefix("demo."), one["name"], one["of"])
        for one in explored.of("import")
        if one.get("from", "").startswith("demo")
    ]

    def read(name: str) -> dict[str, str]:
        # Whoever makes the shard knows whether the other session has a node for it.
        return {"distribution": "demo", "version": "1.0", "id": f"demo.away.{name}"}

    assert found == [
        ("near", "SIZE", "demo.near.SIZE"),
        *(("near", name, read(name)) for name in ("LIMIT", "A", "go", "Thing", "passed")),
        ("near", "unknown", "demo.away"),
        ("near", "away", "demo.away"),
        ("user", "Path", "demo.near.Path"),
        ("user", "Sized", "demo.near.Sized"),
        ("user", "Reply", "demo.near"),
    ]
    scanned = environment.session(check=False, mode="source", only=["demo.far"])
    assert [(one["name"], id_of(one["of"])) for one in scanned.of("import") if "name" in one] == [
        *(("LIMIT", "demo.away.LIMIT"), ("Thing", "demo.away.Thing"), ("passed", "lib._impl.get")),
        *(("SIZE", "demo.near.SIZE"), ("Path", "demo.near.Path")),
    ]
