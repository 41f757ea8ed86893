"""What is found of a package whose code is never run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Environment

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
from tree import Link, Pipe, tree

# Whatever is imported in these tests would end the process.
FATAL = "import os\nos._exit(3)\n"


def test_nothing_runs(environment: Environment) -> None:
    environment.install(
        {"demo/__init__.py": FATAL + "A = 1", "demo/b.py": FATAL + "from . import A\nB = 2", "x.pth": FATAL}
    )
    explored = environment.session(mode="source")
    assert explored["demo.b.B"]["value"] == "2"
    assert explored["demo.b"]["imported"] is False
    assert explored["demo.b"]["from"] == ["source"]
    stages = {event["stage"] for event in explored.events("begin")}
    assert stages == {"source"}


def test_names_that_lead_elsewhere(scan: Any, environment: Environment) -> None:
    environment.install(
        {"other/__init__.py": "from ._impl import Thing", "other/_impl.py": FATAL + "class Thing:\n def m(self): ..."},
        name="Other_Thing",
        version="2.0",
    )
    explored = scan(
        {
            "demo/__init__.py": """
                from .a import *
                from . import b
                from .b import retry, state
                from other import Thing
            """,
            "demo/a.py": "__all__ = ['A']\nclass A: ...\nclass B: ...",
            "demo/b.py": """
                import os.path as p
                from os import path
                from nowhere import x
                from other import Thing
                from .c import d, gone
                class Sub(Thing, dict): ...
                def retry(): ...
                state = object()
                alias = retry
            """,
            "demo/c.py": "from .b import retry as d",
            "demo/retry.py": "R = 1",
        }
    )
    thing = {"distribution": "other-thing", "version": "2.0", "id": "other._impl.Thing"}
    python = {"python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    assert explored["demo"]["members"] == {
        "A": "demo.a.A",
        "Thing": thing,
        "a": "demo.a",
        "b": "demo.b",
        "c": "demo.c",
        "retry": "demo.b.retry",
        # What doesn't know where it was made has its best path.
        "state": "demo.state",
    }
    members = explored["demo.b"]["members"]
    assert members["alias"] == members["d"] == "demo.b.retry"
    assert members["p"] == members["path"] == {**python, "id": "posixpath"}
    assert members["x"] == {"distribution": None, "id": "nowhere.x"}
    assert members["gone"] == {"distribution": None, "id": "demo.c.gone"}
    assert explored["demo.retry"]["shadowed"] is True
    assert explored["demo.b.Sub"]["mro"] == [
        thing,
        {**python, "id": "builtins.dict"},
        {**python, "id": "builtins.object"},
    ]
    external = next(record for record in explored.of("external") if record["ref"] == thing)
    assert external["members"] == ["m"]


def test_what_a_class_of_the_library_inherits_is_known_though_nothing_leads_to_all_of_it(scan: Any) -> None:
    explored = scan({"demo/__init__.py": "import winreg\nimport ctypes\nclass Point(ctypes.Structure): ..."})
    python = explored.events("start")[0]["python"]
    above = {"python": python, "id": "_ctypes.Structure"}
    hidden = {"distribution": None, "id": "_ctypes._CData"}
    assert explored["demo.Point"]["mro"] == [above, hidden, {"python": python, "id": "builtins.object"}]
    known = [record["ref"] for record in explored.of("external")]
    assert above in known
    assert hidden in known


def test_an_object_with_the_name_of_a_module(scan: Any) -> None:
    explored = scan({"demo/__init__.py": "from . import retry\ndef retry(): ...", "demo/retry.py": "class A: ..."})
    assert explored["demo:retry"]["kind"] == "function"
    assert explored["demo.retry"]["shadowed"] is True


def test_members_of_enumerations_whose_name_another_object_has_taken(scan: Any) -> None:
    explored = scan("import enum\nclass E(enum.Enum):\n    b = 1\n    join = b\n    class b: ...")
    assert (explored["demo.E.b"]["kind"], explored["demo.E.join"]["kind"]) == ("class", "enumMember")


def test_star_imports_that_come_back(scan: Any) -> None:
    explored = scan(
        {
            "demo/__init__.py": "def own(): ...\nfrom .a import *\nfrom demo import *",
            "demo/a.py": "class A: ...\nfrom .b import *",
            "demo/b.py": "def b(): ...\nfrom .a import *\nfrom . import *",
        }
    )
    assert {"demo.own", "demo.a.A", "demo.b.b"} <= set(explored.nodes)
    assert explored["demo"]["members"]["A"] == explored["demo.b"]["members"]["A"] == "demo.a.A"
    assert explored["demo.b"]["members"]["own"] == "demo.own"


def test_names_that_lead_in_circles(scan: Any) -> None:
    explored = scan(
        {
            "demo/__init__.py": "from .a import *\nfrom .b import x",
            "demo/a.py": "from .b import *\nfrom .b import x\ny = z\nz = y\nclass C(D): ...\nclass D(C): ...",
            "demo/b.py": "from .a import *\nfrom .a import x",
        }
    )
    assert explored["demo.a.C"]["kind"] == "class"
    assert "mro" not in explored["demo.a.C"]


def test_stubs_tell_of_what_is_compiled(scan: Any) -> None:
    explored = scan(
        {
            "demo/__init__.py": "from ._fast import run",
            "demo/_fast.abi3.so": "",
            "demo/_fast.pyi": """
                import os
                from typing import overload
                VERSION: str
                @overload
                def run(a: int) -> int: ...
                @overload
                def run(a: str) -> str: ...
                class C:
                    x: int
            """,
            f"demo/_bare.cpython-3{sys.version_info[1]}-x86_64-linux-gnu.so": "",
        }
    )
    assert explored["demo"]["members"]["run"] == "demo._fast.run"
    assert explored["demo._fast.run"]["from"] == ["stub"]
    assert len(explored["demo._fast.run"]["overloads"]) == 2
    assert explored["demo._fast.VERSION"]["kind"] == "data"
    # What a stub imports for itself is not a name of the module.
    assert set(explored["demo._fast"]["members"]) == {"C", "VERSION", "run"}
    assert explored.problems["demo._bare"][:2] == ("source", "NoSource")


def test_modules_to_leave_alone(scan: Any) -> None:
    explored = scan({"demo/__init__.py": "", "demo/bad.py": "A = 1"}, skip={"demo.bad": "ended a session"})
    assert "members" not in explored["demo.bad"]
    assert [event["module"] for event in explored.events("begin")].count("demo.bad") < 3


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"A = (\n", "SyntaxError"),
        (b"# coding: nonsense\nA = 1", "SyntaxError"),
        (b"\n\nA = '\xff'", "UnicodeDecodeError"),
        (b"A = '\0'", None),
        (b"A = " + b"(" * 5000 + b")" * 5000, None),
        (b"A = " + b"-" * 200_000 + b"1", None),
        (b"A = 1\n#" + b"x" * 16_000_000, "FileTooBig"),
    ],
    ids=["open", "cookie", "bytes", "nul", "brackets", "signs", "big"],
)
def test_files_that_cant_be_read(environment: Environment, content: bytes, error: str | None) -> None:
    environment.install({"demo/__init__.py": "A = 1", "demo/bad.py": ""})
    (environment.site / "demo" / "bad.py").write_bytes(content)
    explored = environment.session(mode="source")
    # Where Python doesn't limit how deep a file nests, it may be read after all.
    if error is not None or "demo.bad" in explored.problems:
        stage, found, _ = explored.problems["demo.bad"]
        assert stage == "source"
        assert error in (None, found)
    assert explored["demo.bad"]["imported"] is False
    assert explored["demo.A"]["value"] == "1"


def test_more_names_than_a_shard_should_hold(scan: Any) -> None:
    explored = scan({"demo/__init__.py": "", "demo/many.py": "".join(f"a{n} = {n}\n" for n in range(150_000))})
    assert explored.problems["demo.many"][:2] == ("limit", "TooManyNames")
    assert len(explored["demo.many"]["members"]) == 100_000


def test_a_long_chain_of_cases(scan: Any) -> None:
    code = "if x == 0:\n    A = 1\n" + "".join(f"elif x == {n}:\n    A{n} = 1\n" for n in range(1000))
    explored = scan({"demo/__init__.py": "", "demo/cases.py": code})
    assert explored.problems == {}
    assert "demo.cases.A999" in explored.nodes


def test_classes_too_deep(scan: Any) -> None:
    code = "".join(f"{' ' * n}class A{n}:\n" for n in range(60)) + " " * 60 + "x = 1"
    explored = scan(code)
    assert explored.problems["demo"][:2] == ("limit", "Depth")
    assert max(id_.count(".") for id_ in explored.nodes) <= 32


@pytest.mark.parametrize(
    "behaviour",
    [
        "files-odd",
        "file-names-odd",
        "os-exit",
        "pth-exits",
        "sitecustomize",
        "sources-bomb",
        "sources-broken",
        "sources-huge",
        "sources-misleading",
        "sources-odd",
    ],
)
def test_hostile_packages(environment: Environment, behaviour: str) -> None:
    found = tree(behaviour)
    for path, content in found.files.items():
        target = os.fsencode(environment.site / path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if isinstance(content, Link):
            os.symlink(content.target, target)
        elif isinstance(content, Pipe):
            os.mkfifo(target)
        else:
            Path(os.fsdecode(target)).write_bytes(content)
    explored = environment.session(found.distribution, mode="source")
    for innocent in ("alpha", "zulu"):
        for name in ("KEPT", "Kept.method", "kept"):
            assert f"{found.import_name}.{innocent}.{name}" in explored.nodes
    assert {stage for stage, _, _ in explored.problems.values()} <= {"source", "limit"}


def test_by_hand(environment: Environment) -> None:
    environment.install(
        {"demo/__init__.py": FATAL, "demo/b.py": "B = 2"}, entry_points_txt="[console_scripts]\nx = demo.b:B\n"
    )
    shard = environment.by_hand("demo", "--source")
    assert shard.exit_code == 0
    assert shard.documents[0]["record"] == "header"
    assert shard.of("entryPoint") == [
        {"record": "entryPoint", "group": "console_scripts", "name": "x", "to": "demo.b.B"}
    ]
    assert sorted(environment.by_hand("demo", "--source", "--module", "demo.b").nodes) == ["demo.b", "demo.b.B"]


def test_the_same_bytes_every_time(environment: Environment) -> None:
    environment.install(
        {"demo/__init__.py": "import typing, enum\nfrom collections import *\nA = {1, 2}\nclass C(Exception): ..."}
    )
    shards = [environment.by_hand("demo", "--source", PYTHONHASHSEED=seed).lines for seed in ("1", "2", "3")]
    assert shards[0] == shards[1] == shards[2]


def test_members_of_enumerations_with_values_from_elsewhere(scan: Any) -> None:
    explored = scan(
        """
        import enum
        VALUE = "value"
        class Colour(enum.Enum):
            RED = VALUE
            CRIMSON = VALUE
            GREEN = 2
        """
    )
    kinds = {id_: node["kind"] for id_, node in explored.nodes.items() if id_ != "demo"}
    assert kinds == {
        "demo.Colour": "class",
        "demo.Colour.GREEN": "enumMember",
        "demo.Colour.RED": "enumMember",
        "demo.VALUE": "data",
    }
    assert explored["demo.Colour"]["members"]["CRIMSON"] == "demo.Colour.RED"
    assert explored["demo.Colour.RED"]["value"] == explored["demo.VALUE"]["value"] == "'value'"


def test_members_of_enumerations_that_have_other_names(scan: Any, environment: Environment) -> None:
    environment.install({"other.py": "import enum\nclass Size(enum.IntEnum):\n SMALL = 1"}, name="Other", version="2.0")
    files = {
        "demo/__init__.py": """
            import enum
            from other import Size
            class Color(enum.Enum):
                RED = 1
                GREEN = 2
                LATER = RED
            DEFAULT = Color.RED
            SIZE = Size.SMALL
            class Holder:
                color = Color.GREEN
            """,
        "demo/user.py": "from demo import Color, DEFAULT\nX = Color.RED\nY = Color.LATER",
    }
    whole = scan(files)
    assert whole["demo"]["members"]["DEFAULT"] == "demo.Color.RED"
    assert whole["demo"]["members"]["SIZE"] == {"distribution": "other", "version": "2.0", "id": "other.Size.SMALL"}
    assert whole["demo.Holder"]["members"] == {"color": "demo.Color.GREEN"}
    for explored in (whole, scan(files, only=["demo.user"], check=False)):
        members = explored["demo.user"]["members"]
        assert [members[name] for name in ("DEFAULT", "X", "Y")] == ["demo.Color.RED"] * 3
