"""Docstrings and values, and what differs from run to run."""

from __future__ import annotations

from conftest import Environment, Explore


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


def test_what_the_body_of_a_loop_leaves_varies_where_it_is_not_written_there(explore: Explore) -> None:
    explored = explore(
        """
        from builtins import int, str
        for kind in {str, int}:
            if kind:

                LEFT = kind.__name__
                SAME = "same"
        if kind:
            AFTER = kind.__name__
        """
    )
    assert [explored[f"demo.{name}"]["varies"] for name in ("LEFT", "AFTER")] == [True, True]
    assert explored["demo.SAME"]["value"] == "'same'"


def test_numbers_that_are_addresses_vary_though_nothing_in_the_source_says_so(environment: Environment) -> None:
    environment.install(
        {
            "demo/__init__.py": """
                from ctypes import CDLL, addressof as where, c_int64, cast, c_void_p
                DATA = where((c_int64 * 100_000)())
                CODE = cast(CDLL(None).strlen, c_void_p).value
                PAIR = ('data', (CODE,))
                class Holder:
                    CODE = CODE
                MASK = 0xFFFF_FFFF_FFFF
                LIMIT: int = (1 << 46) + (1 << 45)  # bytes
                SEED = 110123456789012
                HEX = 0x6FFF_1234_5678
                BILLIONS, DAY = 10**14, 86400 * 10**9
            """,
            "demo/taken.py": "from . import *",
        }
    )
    explored = environment.session()
    varying = {id_ for id_, node in explored.nodes.items() if node.get("varies")}
    addresses = {f"demo.{name}" for name in ("DATA", "CODE", "PAIR")}
    assert addresses | {"demo.Holder.CODE"} <= varying
    assert explored["demo.taken"]["members"]["DATA"] == "demo.DATA"
    told = {name: explored[f"demo.{name}"].get("value") for name in ("MASK", "LIMIT", "SEED", "HEX", "BILLIONS", "DAY")}
    assert told == {
        "MASK": str((1 << 48) - 1),
        "LIMIT": str(3 << 45),
        "SEED": "110123456789012",
        "HEX": str(0x6FFF_1234_5678),
        "BILLIONS": str(10**14),
        "DAY": str(86400 * 10**9),
    }


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
