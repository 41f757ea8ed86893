"""Docstrings and values, and what differs from run to run."""

from __future__ import annotations

from conftest import Explore


def test_docs_are_cleaned_and_never_inherited(explore: Explore) -> None:
    explored = explore(
        '''
        """
        Module.

            Indented.
        """
        class A:
            """A."""
            def m(self):
                """M.

                More.
                """
            m.__doc__ += "\\ud800"
        class B(A):
            def m(self): pass
        number = 3
        instance = A()
        '''
    )
    assert explored["demo"]["doc"] == "Module.\n\n    Indented."
    assert explored["demo.A.m"]["doc"] == "M.\n\nMore.\n\ufffd"
    for id_ in ("demo.B", "demo.B.m", "demo.number", "demo.instance"):
        assert "doc" not in explored[id_]


def test_values(explore: Explore) -> None:
    explored = explore(
        """
        A, B, C, D = 1, -2.5, 'text', b'bytes'
        E, F, G = None, True, (1, ('a', None))
        LONG, BIG, LIST, MIXED = 'x' * 300, 1 << 5000, [1], (1, [])
        class Text(str): pass
        SUB = Text('x')
        """
    )
    values = {id_[5:]: node["value"] for id_, node in explored.nodes.items() if "value" in node}
    assert values == {
        "A": "1",
        "B": "-2.5",
        "C": "'text'",
        "D": "b'bytes'",
        "E": "None",
        "F": "True",
        "G": "(1, ('a', None))",
    }
    assert explored["demo.A"]["valueType"]["id"] == "builtins.int"
    assert explored["demo.SUB"]["valueType"] == "demo.Text"


VARYING = """
import os, random, time, uuid, tempfile
NOW, STAMP = time.time(), time.monotonic()
CHANCE, TOKEN = random.random(), uuid.uuid4().hex
ADDRESS, HASH, TEXT = id(time), hash('x'), repr(object())
HERE, HOME = __file__, os.path.dirname(os.__file__)
ORDER = tuple({'a', 'b', 'c', 'd', 'e', 'f'})
for LAST in {'a', 'b', 'c', 'd', 'e', 'f'}: pass
KEPT, YES, PORT = 'kept', True, 8080
def f(a={'a', 'b', 'c', 'd', 'e', 'f'}, b={x: 0 for x in {'a', 'b', 'c', 'd', 'e', 'f'}}): pass
__all__ = list({'f', 'KEPT', 'YES', 'PORT', 'NOW'})
"""


def test_what_varies_is_left_out(explore: Explore) -> None:
    explored = explore(VARYING)
    varying = {id_[5:] for id_, node in explored.nodes.items() if node.get("varies")}
    assert varying == {"NOW", "STAMP", "CHANCE", "TOKEN", "ADDRESS", "HASH", "TEXT", "HERE", "HOME", "ORDER", "LAST"}
    assert [explored[f"demo.{name}"]["value"] for name in ("KEPT", "YES", "PORT")] == ["'kept'", "True", "8080"]


def test_two_explorations_give_the_same_bytes(explore: Explore) -> None:
    def lines() -> list[bytes]:
        return [line for line in explore(VARYING).lines if not line.startswith(b'{"event":"end"')]

    first = lines()
    assert all(lines() == first for _ in range(3))


def test_a_value_is_told_of_where_it_is_assigned_though_its_best_name_is_elsewhere(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "from .state import current",
            "demo/state.py": """
                class Proxy: pass
                class Session: pass
                #: What is going on.
                current: "Session" = Proxy()
            """,
        }
    )
    node = explored["demo.current"]
    assert (node["module"], node["type"]) == ("demo.state", "Session")
    assert node["doc"] == "What is going on."
    assert node["location"] == {"file": "demo/state.py", "line": 5}
