"""One node for each object, under the name that it should have."""

from __future__ import annotations

from conftest import Environment, Explore


def test_an_object_is_where_it_claims_to_be(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "from ._impl import run as go, Runner",
            "demo/_impl.py": "class Runner:\n def m(self): pass\ndef run(): pass",
        }
    )
    assert explored["demo"]["members"] == {"Runner": "demo._impl.Runner", "_impl": "demo._impl", "go": "demo._impl.run"}
    assert explored["demo._impl.Runner"]["members"] == {"m": "demo._impl.Runner.m"}
    assert "claims" not in explored["demo._impl.run"]


def test_a_false_claim_is_kept_beside_the_best_path(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "from ._impl import first, Made",
            "demo/_impl.py": """
                def make():
                    class Made:
                        def method(self): pass
                    def first(): pass
                    return first, Made
                first, Made = make()
                long_name = first
            """,
        }
    )
    assert explored["demo.first"]["claims"] == "demo._impl.make.<locals>.first"
    assert explored["demo.first"]["module"] == "demo._impl"
    assert explored["demo._impl"]["members"]["long_name"] == "demo.first"
    assert explored["demo.Made.method"]["claims"] == "demo._impl.make.<locals>.Made.method"


def test_paths_without_underscores_are_better_than_short_ones(explore: Explore) -> None:
    files = {
        "demo/__init__.py": "",
        "demo/_a.py": "X = {}",
        "demo/deep/__init__.py": "",
        "demo/deep/down.py": "from .._a import X",
    }
    assert explore(files)["demo._a"]["members"]["X"] == "demo.deep.down.X"


def test_a_module_with_the_name_of_an_object(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "from .retry import retry",
            "demo/retry.py": "class retry:\n def m(self): pass\nclass Other: pass",
        }
    )
    assert explored["demo"]["members"]["retry"] == "demo.retry.retry"
    assert explored["demo.retry"]["shadowed"] is True
    assert explored["demo.retry.retry"]["members"] == {"m": "demo.retry.retry.m"}


def test_an_object_with_the_dotted_name_of_a_module(explore: Explore) -> None:
    explored = explore(
        {"demo/__init__.py": "from . import retry as _r\nclass retry:\n def m(self): pass", "demo/retry.py": "A = 1"}
    )
    assert explored["demo"]["members"]["retry"] == "demo:retry"
    assert explored["demo:retry"]["members"] == {"m": "demo:retry.m"}
    assert explored["demo.retry"]["shadowed"] is True
    assert explored["demo.retry"]["members"] == {"A": "demo.retry.A"}


def test_values_that_happen_to_be_one_object_are_no_aliases(explore: Explore) -> None:
    explored = explore(
        "import re\nA = B = 'text'\nC = re.compile('x')\nD = re.compile('x')\nE = F = {}\nG = list[int]\nH = list[int]"
    )
    members = explored["demo"]["members"]
    assert members["A"] == "demo.A"
    assert members["B"] == "demo.B"
    assert (members["C"], members["D"]) == ("demo.C", "demo.D")
    assert (members["E"], members["F"]) == ("demo.E", "demo.E")
    assert (members["G"], members["H"]) == ("demo.G", "demo.H")


def test_names_that_cannot_be_recorded(explore: Explore) -> None:
    explored = explore(
        """
        globals().update({"": 1, "a.b": 2, "c:d": 3, "e\\nf": 4, "\\ud800": 5, "g h": 6, "\\u00e9": 7, 8: 9})
        class Bad: pass
        setattr(Bad, "x.y", 1)
        """
    )
    assert {"g h", "\u00e9", "Bad"} == set(explored["demo"]["members"])
    problems = {p["message"] for p in explored.of("problem")}
    assert problems == {"''", "'a.b'", "'c:d'", r"'e\nf'", r"'\ud800'", "a name of type int", "'x.y'"}
    assert {p["stage"] for p in explored.of("problem")} == {"name"}


def test_classes_in_classes_end_somewhere(explore: Explore) -> None:
    explored = explore("class A: pass\nB = A\nfor _ in range(100):\n    B.C = type('C', (), {})\n    B = B.C\ndel B")
    depth = max(id_.count(".") for id_ in explored.nodes)
    assert depth == 32
    assert explored.problems["demo"][:2] == ("limit", "Depth")


def test_classes_that_hold_each_other(explore: Explore) -> None:
    explored = explore("class A:\n class B: pass\nA.B.back = A\nA.me = A")
    assert explored["demo.A.B"]["members"]["back"] == "demo.A"
    assert explored["demo.A"]["members"]["me"] == "demo.A"


def test_references_into_others(environment: Environment) -> None:
    environment.install(
        {
            "base/__init__.py": "from ._core import Base, helper\nfrom .thing import thing\nDATA = {}",
            "base/_core.py": "class Base:\n field: int\n def inherited(self): self.stored = 1\ndef helper(): pass",
            "base/thing.py": "def thing(): pass",
            "base/twin.py": "",
        },
        "the-base",
        "2.5",
    )
    environment.install(
        {
            "demo.py": """
                import base, base.twin, collections.abc, os.path
                from base import Base, helper, DATA, thing
                from enum import Enum
                from os import environ
                class Mine(Base, collections.abc.Sized):
                    def __len__(self): return 0
                """
        }
    )
    explored = environment.session()
    python = explored.events("start")[0]["python"]
    members = explored["demo"]["members"]

    def there(id_: str) -> dict[str, str]:
        return {"distribution": "the-base", "version": "2.5", "id": id_}

    assert members["base"] == there("base")
    assert members["Base"] == there("base._core.Base")
    assert members["helper"] == there("base._core.helper")
    assert members["DATA"] == there("base.DATA")
    assert members["thing"] == there("base.thing.thing")
    assert members["Enum"] == {"python": python, "id": "enum.Enum"}
    assert members["environ"] == {"python": python, "id": "os.environ"}
    assert explored["demo.Mine"]["bases"] == [
        there("base._core.Base"),
        {"python": python, "id": "collections.abc.Sized"},
    ]
    externals = {(r["ref"].get("distribution"), r["ref"]["id"]): r for r in explored.of("external")}
    assert externals["the-base", "base._core.Base"]["members"] == ["field", "inherited", "stored"]
    assert externals["the-base", "base._core.Base"]["mro"] == [{"python": python, "id": "builtins.object"}]
    assert "__len__" in externals[None, "collections.abc.Sized"]["members"]


def test_a_base_that_nothing_leads_to(explore: Explore) -> None:
    explored = explore(
        """
        def make():
            class Hidden:
                def inherited(self): pass
            return Hidden
        class Shown(make()): pass
        """
    )
    hidden = {"distribution": None, "id": "demo.make.Hidden"}
    assert explored["demo.Shown"]["bases"] == [hidden]
    (external,) = [record for record in explored.of("external") if record["ref"] == hidden]
    assert external["members"] == ["inherited"]


def test_every_name_of_a_module_is_a_root(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/real.py": "class A: pass",
            "demo/other.py": "import sys\nfrom . import real\nsys.modules[__name__] = real",
        }
    )
    assert explored["demo.other"]["members"] == {"A": "demo.real.A"}
    assert explored["demo.other"]["claims"] == "demo.real"


def test_keys_of_sys_modules_that_are_other_modules(explore: Explore) -> None:
    found = explore(
        {
            "demo/__init__.py": """
                import json, sys
                from demo import real
                sys.modules["demo.other"] = real
                sys.modules["demo.json"] = json
                sys.modules["demo.json.tool"] = json
                """,
            "demo/real.py": "X = 1",
        }
    )
    members = found["demo"]["members"]
    assert members["other"] == members["real"] == "demo.real"
    assert members["json"]["id"] == "json"
    assert "demo.other" not in found.nodes


def test_a_file_in_the_records_of_two_distributions(environment: Environment) -> None:
    environment.install({"shared.py": "X = []"}, name="one", version="1.0")
    environment.install({"shared.py": "X = []"}, name="two", version="2.0")
    environment.install({"demo.py": "from shared import X"})
    assert environment.session("two").problems[""] == (
        "walk",
        "SharedFiles",
        "shared.py is in the records of one 1.0 and of two 2.0",
    )
    found = environment.session()
    assert found["demo"]["members"]["X"] == {"distribution": "one", "version": "1.0", "id": "shared.X"}
    assert found.problems[""][2] == "shared.py is in the records of one 1.0 and of two 2.0"
