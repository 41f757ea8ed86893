"""Where the names of modules and classes are written, and what documents them, whatever they hold."""

from __future__ import annotations

import ast
from typing import Any, Optional

import pytest
from conftest import Explore, Explored

STATEMENTS = '''
first = second = 3
"""Of both."""
left, (right, *rest) = 1, (2, 3)
"""Of all."""
one = 1; two = 2
"""Of two."""
three = 3; four = 4  #: Of four.
#: Of five.
five = 5; six = 6
twice = 1
"""First."""
twice = 2
"""Second."""
kept = 1
"""Kept."""
kept = 2
try:
    import no_such_module
    FOUND = True
except ImportError:
    FOUND = False
late = None
if first:
    late = 5
try:
    unset = object()
except ImportError:
    unset = None
above = below = \\
    continued = 3
if not first:
    either = compute()
else:
    either = [len(text) for text in "ab"]
TABLE = {
    "key": 1,  #: Of a key.
}  #: The table.
CALLED = dict(
    size=3,
    other=[1,
           2], more=3)  #: Called.
text = "a; b = c"
"""Of text."""
if six: inline = 7
anon = lambda x: x
"""Of a lambda."""
bound = "".join
"""Joins."""
typed: int
"""Annotated first."""
typed = 4
container = [0]
container[0] = other = 1
equal = text == "x"
"""Is equal."""
'''


def line_of(source: str, statement: str) -> int:
    return next(n for n, line in enumerate(source.split("\n"), 1) if line.strip().startswith(statement))


def told(explored: Explored, id_: str) -> tuple[Optional[str], Optional[int]]:
    node = explored[id_]
    return node.get("doc"), node.get("location", {}).get("line")


@pytest.mark.parametrize(
    ("name", "doc", "statement"),
    [
        ("first", "Of both.", "first ="),
        ("second", "Of both.", "first ="),
        ("left", "Of all.", "left,"),
        ("right", "Of all.", "left,"),
        ("one", None, "one = 1"),
        ("two", "Of two.", "one = 1"),
        ("three", None, "three ="),
        ("four", "Of four.", "three ="),
        ("five", "Of five.", "five ="),
        ("six", None, "five ="),
        ("twice", "Second.", "twice = 2"),
        ("kept", "Kept.", "kept = 2"),
        ("FOUND", None, "FOUND = False"),
        ("late", None, "late = 5"),
        ("continued", None, "continued ="),
        ("unset", None, "unset = object"),
        ("either", None, "either = compute"),
        ("TABLE", "The table.", "TABLE"),
        ("CALLED", "Called.", "CALLED"),
        ("text", "Of text.", "text ="),
        ("inline", None, "if six"),
        ("anon", "Of a lambda.", "anon"),
        ("typed", "Annotated first.", "typed = 4"),
        ("other", None, "container[0]"),
        ("equal", "Is equal.", "equal"),
    ],
)
def test_the_statement_that_gives_a_name_its_value(
    statements: Explored, name: str, doc: Optional[str], statement: str
) -> None:
    assert told(statements, f"demo.{name}") == (doc, line_of(STATEMENTS, statement))


@pytest.fixture(scope="module")
def statements(tmp_path_factory: Any) -> Explored:
    from conftest import Environment

    environment = Environment(tmp_path_factory.mktemp("statements") / "venv")
    environment.install({"demo.py": STATEMENTS})
    return environment.session()


def test_every_name_that_is_assigned_once_has_the_line_that_a_parser_finds(explore: Explore) -> None:
    source = STATEMENTS.replace("no_such_module", "json")
    explored = explore(source)
    lines: dict[str, list[int]] = {}
    for statement in ast.parse(source).body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                lines.setdefault(node.id, []).append(node.lineno)
    found = {name: explored[f"demo.{name}"]["location"]["line"] for name in lines if f"demo.{name}" in explored.nodes}
    assert len(found) > 20
    assert [name for name, line in found.items() if len(lines[name]) == 1 and line != lines[name][0]] == []


FIELDS = '''
from functools import partial
from types import DynamicClassAttribute
from collections import namedtuple
from typing import NamedTuple

class Field:
    def __get__(self, instance, owner=None): return self
    def __set__(self, instance, value): pass

class Silent:
    def __get__(self, instance, owner=None): raise RuntimeError

class Base:
    name = Field()
    """The name."""
    size: int = Field()  #: The size.
    quiet = Silent()
    """Quiet."""
    call = partial(print, 1)
    """Calls."""
    made = property(lambda self: 1)
    """Made of a lambda."""
    listed = Field(
    )  #: Listed.
    __hidden = Field()
    """Hidden."""
    class Inner:
        deep = Field()
        """Deep."""

class Row(NamedTuple):
    left: int
    """On the left."""
    right: int = 0  #: On the right.

Point = namedtuple("Point", "x y")
"""A point."""
Point.x.__doc__ = "Across."

class Dynamic:
    @DynamicClassAttribute
    def read(self): return 1
    @DynamicClassAttribute
    def written(self): return 1
    @written.setter
    def written(self, value): pass
'''


def test_fields_have_the_text_and_the_line_of_their_statement(explore: Explore) -> None:
    explored = explore(FIELDS)
    expected = {
        "name": "The name.",
        "size": "The size.",
        "quiet": "Quiet.",
        "call": "Calls.",
        "made": "Made of a lambda.",
        "listed": "Listed.",
        "_Base__hidden": "Hidden.",
        "Inner.deep": "Deep.",
    }
    assert {name: explored[f"demo.Base.{name}"].get("doc") for name in expected} == expected
    assert explored["demo.Base.name"]["location"]["line"] == line_of(FIELDS, "name =")
    assert explored["demo.Base.size"]["type"] == "int"
    assert explored["demo.Base._Base__hidden"]["location"]["line"] == line_of(FIELDS, "__hidden")


def test_fields_of_named_tuples_can_be_read_only_and_have_their_own_text(explore: Explore) -> None:
    explored = explore(FIELDS)
    assert explored["demo.Row.left"]["doc"] == "On the left."
    assert explored["demo.Row.right"]["doc"] == "On the right."
    assert explored["demo.Row.left"]["location"]["line"] == line_of(FIELDS, "left:")
    assert explored["demo.Point"]["doc"] == "A point."
    assert explored["demo.Point"]["location"]["line"] == line_of(FIELDS, "Point =")
    assert (explored["demo.Point.x"]["doc"], explored["demo.Point.y"]["doc"]) == ("Across.", "Alias for field number 1")
    assert explored["demo.Row.left"]["access"] == explored["demo.Point.y"]["access"] == ["get"]


def test_access_is_what_can_be_done(explore: Explore) -> None:
    explored = explore(
        FIELDS
        + """
class Slotted:
    __slots__ = ("a",)

from dataclasses import dataclass

@dataclass(frozen=True)
class Frozen:
    __slots__ = ("b",)
    b: int
"""
    )
    assert explored["demo.Dynamic.read"]["access"] == ["get"]
    assert explored["demo.Dynamic.written"]["access"] == ["get", "set"]
    assert explored["demo.Slotted.a"]["access"] == ["get", "set", "delete"]
    assert explored["demo.Frozen.b"]["access"] == ["get"]
