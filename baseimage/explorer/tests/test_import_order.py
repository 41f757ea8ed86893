"""What can be imported only after something else, or hides something else when it is imported."""

from __future__ import annotations

import sys

import pytest
from conftest import Explore


def test_a_module_that_can_be_imported_only_after_another_one(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "",
        "demo/a_first.py": "from . import z_last\nclass A: pass\nLIMIT = 3\n",
        "demo/user.py": "from .z_last import Z\nfrom .a_first import A\nclass User(A): pass\n",
        "demo/z_last.py": "class Z: pass\nfrom .a_first import LIMIT, A\nclass Both(A, Z): pass\n",
    })  # fmt: skip
    assert explored.of("problem") == []
    assert explored["demo.a_first.A"]["from"] == ["runtime"]
    assert explored["demo.user.User"]["bases"] == ["demo.a_first.A"]
    assert explored["demo.user"]["members"]["A"] == "demo.a_first.A"
    assert explored["demo.z_last.Both"]["bases"] == ["demo.a_first.A", "demo.z_last.Z"]
    assert explored.events("imported")[0]["missing"] == []


def test_modules_that_want_what_others_have_set_up(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "TABLE = {}\n",
        "demo/attribute.py": "import demo\nclass Late(demo.register.Base): pass\n",
        "demo/entry/__init__.py": "from demo import TABLE\nclass Entry(TABLE['base']): pass\n",
        "demo/entry/below.py": "from demo.entry import Entry\nclass Below(Entry): pass\n",
        "demo/register.py": "from demo import TABLE\nclass Base: pass\nTABLE['base'] = Base\n",
    })  # fmt: skip
    assert explored.of("problem") == []
    assert explored["demo.attribute.Late"]["bases"] == ["demo.register.Base"]
    assert explored["demo.entry.below.Below"]["mro"][:2] == ["demo.entry.Entry", "demo.register.Base"]


def test_what_fails_again_is_told_once_as_it_failed_first(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "COUNT = [0]\n",
        "demo/hopeless.py": "import demo\ndemo.COUNT[0] += 1\nraise LookupError(f'try {demo.COUNT[0]}')\n",
        "demo/package/__init__.py": "import demo\ndemo.no_such\n",
        "demo/package/below.py": "",
        "demo/wanting.py": "import no_such_distribution\n",
    })  # fmt: skip
    problems = [(problem["module"], problem["error"], problem["message"]) for problem in explored.of("problem")]
    assert sorted(problems) == [
        ("demo.hopeless", "LookupError", "try 1"),
        ("demo.package", "AttributeError", "module 'demo' has no attribute 'no_such'"),
        ("demo.package.below", "AttributeError", "its package demo.package is not imported"),
        ("demo.wanting", "ModuleNotFoundError", "No module named 'no_such_distribution'"),
    ]
    begun = [event["module"] for event in explored.events("begin") if event["stage"] == "import"]
    assert (begun.count("demo.hopeless"), begun.count("demo.wanting")) == (2, 1)


def test_what_a_package_has_under_the_name_of_a_module_that_it_does_not_import(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": """
            from .used import used
            number = 5
            '''A number.'''
            def function(): pass
            class package: pass
        """,
        "demo/function.py": "inside = 1\n",
        "demo/number.py": "inside = 1\n",
        "demo/package/__init__.py": "inside = 1\n",
        "demo/package/below.py": "deep = 1\n",
        "demo/user.py": "from . import number, function\nvalue = number + 1\n",
        "demo/used.py": "def used(): pass\n",
    })  # fmt: skip
    assert explored.of("problem") == []
    members = explored["demo"]["members"]
    assert (members["number"], members["function"], members["package"]) == (
        "demo:number", "demo:function", "demo:package",
    )  # fmt: skip
    assert (explored["demo:number"]["value"], explored["demo:number"]["doc"]) == ("5", "A number.")
    assert explored["demo.user.value"]["value"] == "6"
    assert explored["demo.number"]["shadowed"] is True
    assert explored["demo.package.below.deep"]["value"] == "1"


ON_DEMAND = """
import importlib.abc, importlib.machinery, os, sys, types

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        leaf = name.rpartition(".")[2]
        if name.startswith("demo.") and os.path.exists(os.path.join(os.path.dirname(__file__), leaf + ".yml")):
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.Table = type("Table", (), {"__module__": module.__name__, "size": 3})

sys.meta_path.insert(0, Finder())
"""


def test_modules_that_a_finder_makes_of_data_files(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "",
        "demo/op/__init__.py": ON_DEMAND,
        "demo/op/arp.yml": "", "demo/op/bgp.yml": "", "demo/op/notes.txt": "",
        "demo/resources/__init__.py": "",
        "demo/resources/bgp.py": "class Real: pass\n",
    })  # fmt: skip
    assert explored["demo.op.arp.Table.size"]["value"] == "3"
    assert "demo.op.bgp.Table" in explored.nodes
    assert "demo.op.notes" not in explored.nodes
    # The file comes before what could be made in its stead.
    assert explored["demo.resources.bgp.Real"]["kind"] == "class"
    assert [event["what"] for event in explored.events("tamper")] == [["sys.meta_path"]]
    assert explored.events("tamper")[0]["mended"] is True


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="finders of the old kind are gone from 3.12 on")
def test_modules_that_a_finder_of_the_old_kind_makes(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "",
        "demo/op/__init__.py": """
            import os, sys, types
            class Finder:
                def find_module(self, name, path=None):
                    leaf = name.split(".")[-1] + ".yml"
                    if name.startswith("demo") and leaf in os.listdir(os.path.dirname(__file__)):
                        return self
                def load_module(self, name):
                    module = sys.modules[name] = types.ModuleType(name.split(".")[-1])
                    module.Table = type("Table", (), {})
                    return module
            sys.meta_path.insert(0, Finder())
        """,
        "demo/op/arp.yml": "",
        "demo/zeta/__init__.py": "",
        "demo/zeta/arp.py": "class Real: pass\n",
    })  # fmt: skip
    assert explored["demo.op.arp"]["members"]["Table"] == "demo.op.arp.Table"
    assert "demo.zeta.arp.Real" in explored.nodes
