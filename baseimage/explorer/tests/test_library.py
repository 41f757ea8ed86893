"""The standard library, explored as a distribution."""

from __future__ import annotations

import platform
import sys

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
    assert "location" not in explored["sys"]
    assert explored["sys.version_info"]["kind"] == "data"
    assert explored["json.decoder"]["location"] == {"file": "json/decoder.py"}


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
    assert [ref for ref in refs if ref not in explored.nodes] == []


def test_tests_of_the_library_are_left_out() -> None:
    names = ["idlelib", "idlelib.idle_test", "idlelib.idle_test.htest", "unittest", "test", "test.support", "doctest"]
    modules = {name: ModuleFile(name, sys.prefix, f"{name}.py", "." not in name or "_" in name) for name in names}
    omitted = library_omitted(modules)
    assert sorted(omitted) == ["idlelib.idle_test", "idlelib.idle_test.htest", "test", "test.support"]
