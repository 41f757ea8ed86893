"""The standard library, explored as a distribution."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from typing import Any

from conftest import Environment

from importgraph_explorer.installed.library import library_omitted
from importgraph_explorer.installed.modules import ModuleFile


def test_the_library_is_explored_and_has_the_version_of_its_python(environment: Environment) -> None:
    explored = environment.session("python")
    start = explored.events("start")[0]
    assert start["distribution"] == {
        "name": "python",
        "displayName": "Python",
        "version": platform.python_version().rstrip("+"),
    }
    assert {"json", "sys", "_io"} <= set(start["importNames"])
    assert "json.decoder" in start["modules"]
    assert not [name for name in start["modules"] if name.endswith((".__main__", ".tests")) or "site-packages" in name]
    # Modules of it that ran before anything could be watched, or that the interpreter has the code of, are its own.
    assert explored.events("tamper") == []
    assert "zipimport" not in explored.problems
    assert "location" not in explored["sys"]
    assert explored["sys.version_info"]["kind"] == "data"
    assert explored["json.decoder"]["location"] == {"file": "json/decoder.py"}
    # Nothing of it is told to be somebody else's; modules that its modules make are among its own.
    assert not [ref for ref in references_in(explored.records) if "python" in ref]
    assert explored["xml.parsers.expat"]["members"]["errors"] == "pyexpat.errors"
    assert explored["pyexpat.errors"]["kind"] == "module"
    assert explored["builtins.object.__doc__"]["kind"] == "data"
    assert explored["enum.Enum._generate_next_value_"]["module"] == "enum"
    # Made of a set by functions of its own module.
    assert explored["tokenize.StringPrefix"]["varies"]
    assert "varies" not in explored["tokenize.Single3"]


def references_in(found: object) -> Iterator[dict[str, Any]]:
    """Every reference to what is not of the shard, wherever it stands."""
    if isinstance(found, list):
        for item in found:
            yield from references_in(item)
    elif isinstance(found, dict):
        if "id" in found and ("python" in found or "distribution" in found) and "record" not in found:
            yield found
        for item in found.values():
            yield from references_in(item)


def test_what_is_only_read_of_it_leads_to_what_is_imported(environment: Environment) -> None:
    # Other sessions tell of the modules that it refers to.
    explored = environment.session("python", check=False, mode="source", only=["turtle"])
    version = explored.events("start")[0]["distribution"]["version"]
    (base,) = explored["turtle.TurtleScreenBase"]["mro"]
    assert base == {"distribution": "python", "version": version, "id": "builtins.object"}


def test_objects_stand_where_other_shards_refer_to_them(environment: Environment) -> None:
    environment.install(
        {
            "demo.py": "import collections.abc, io, types, sys, json, os\nMapping = collections.abc.Mapping\n"
            "Reader = io.TextIOWrapper\nFunction = types.FunctionType\nNothing = type(None)\nFlags = type(sys.flags)\n"
            "loads = json.loads\njoin = os.path.join\nModule = types.ModuleType\nlstat = os.stat"
        }
    )
    members = environment.session("demo").nodes["demo"]["members"]
    refs = [ref["id"] for ref in members.values() if isinstance(ref, dict)]
    assert {"_io.TextIOWrapper", "json.loads", "collections.abc.Mapping"} <= set(refs)
    explored = environment.session("python")
    # Before 3.10 nothing has the class of None under a name.
    nameless = [] if sys.version_info >= (3, 10) else ["builtins.NoneType"]
    assert [ref for ref in refs if ref not in explored.nodes] == nameless


def test_tests_of_the_library_are_left_out() -> None:
    names = ["idlelib", "idlelib.idle_test", "idlelib.idle_test.htest", "unittest", "test", "test.support", "doctest"]
    modules = {name: ModuleFile(name, sys.prefix, f"{name}.py", "." not in name or "_" in name) for name in names}
    omitted = library_omitted(modules)
    assert sorted(omitted) == ["idlelib.idle_test", "idlelib.idle_test.htest", "test", "test.support"]
