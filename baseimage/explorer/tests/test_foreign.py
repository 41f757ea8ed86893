"""What is known of classes that are not ours: all names that ours inherit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Environment, Explored

BASE = """
    class Base:
        inherited: "int"
        alone: list[str]
        __slots__ = ("__dict__", "slot")
        def __init__(self):
            self.set_by_init = 1
            def inner(): self.set_later = 2
        @classmethod
        def fill(cls): cls.set_on_class = 3
    """
DEMO = """
    import base
    class Mine(base.Base): pass
    """


def members_of(explored: Explored, id_: str) -> list[str]:
    (external,) = [record for record in explored.of("external") if record["ref"]["id"] == id_]
    members: list[str] = external["members"]
    assert members == sorted(members)
    return members


@pytest.mark.parametrize("mode", ["import", "source"])
def test_names_without_a_value_are_inherited_too(environment: Environment, mode: str) -> None:
    environment.install({"base.py": BASE}, "the-base")
    environment.install({"demo.py": DEMO})
    members = members_of(environment.session(mode=mode), "base.Base")
    wanted = {"alone", "fill", "inherited", "set_by_init", "set_later", "set_on_class"}
    assert wanted - set(members) == set()


def test_annotations_are_read_without_running_them(environment: Environment) -> None:
    environment.install({"base.py": "class Base:\n    if True:\n        x: nothing.there()\n    y: 'z'\n"}, "the-base")
    environment.install({"demo.py": "from __future__ import annotations\n" + DEMO.replace("\n    ", "\n")})
    explored = environment.session()
    if explored.problems:
        pytest.skip("before 3.14 such a class can't be made")
    assert {"x", "y"} <= set(members_of(explored, "base.Base"))
    assert "z" not in members_of(explored, "base.Base")


@pytest.mark.parametrize("mode", ["import", "source"])
def test_what_the_interpreter_keeps_in_classes(environment: Environment, mode: str) -> None:
    environment.install({"demo.py": "import abc, typing\nclass Mine(abc.ABC, typing.Generic[typing.T]): pass\n"})
    explored = environment.session(mode=mode)
    assert {"__dict__", "__module__", "__weakref__", "__doc__"} <= set(members_of(explored, "builtins.object"))
    assert {"__abstractmethods__", "__name__", "mro"} <= set(members_of(explored, "builtins.type"))
    assert {"_abc_impl", "register"} <= set(members_of(explored, "abc.ABCMeta"))
    assert {"__orig_bases__", "__parameters__"} <= set(members_of(explored, "typing.Generic"))
    assert "members" not in explored["demo.Mine"]
    environment.install({"demo.py": "class Mine:\n    @property\n    def p(self): pass\n"})
    explored = environment.session(mode=mode)
    assert "setter" in members_of(explored, "builtins.property")
    assert "metaclass" not in explored["demo.Mine"]
    assert "mro" in members_of(explored, "builtins.type")


def test_asking_for_annotations_changes_nothing(environment: Environment) -> None:
    environment.install({"base.py": BASE}, "the-base")
    environment.install({"demo.py": DEMO})
    first = environment.session()
    environment.install(
        {"demo.py": DEMO + "import inspect; inspect.signature(base.Base); base.Base.__annotations__\n    "}
    )

    def external(explored: Explored) -> list[dict[str, Any]]:
        return [json.loads(json.dumps(record)) for record in explored.of("external") if "distribution" in record["ref"]]

    assert external(environment.session()) == external(first)
