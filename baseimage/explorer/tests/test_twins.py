"""What is read from a source only says what run time says of the same source."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Environment, Explore

MODULE = '''
import collections.abc, dataclasses, enum, math, typing, typing as t
from collections import namedtuple
from dataclasses import dataclass, field
from typing import ClassVar, Generic, NamedTuple, TypedDict, TypeVar

T = TypeVar("T")
K = TypeVar("K")
BASE = 5
"""The base."""
TEXT = "text"
COPY: float = BASE
"""The copy."""
PLAIN = BASE
#: Of a copy.
AGAIN = COPY
PI: float = math.pi
"""Nearly."""
NOTHING = None

if t.TYPE_CHECKING:
    OnlyTyped = int
    OnlyDotted = t.Any


class Config:
    size: float = BASE
    """The size."""
    plain = TEXT

    def __init__(self, name: "str"):
        self.name = name
        """The name."""
        if name:
            self.other: "int" = 1
            """Another one."""
        self.last = 2  #: The last.


@dataclass
class Point:
    """A point."""

    x: int
    y: "float" = 0.0
    kind: ClassVar[str] = "point"
    tags: list = field(default_factory=list)
    hidden: str = field(default="h", init=False, repr=False)
    given: dataclasses.InitVar[int] = 3


@dataclasses.dataclass(frozen=True, order=True)
class Frozen:
    """Frozen."""

    x: int = 1

    def __repr__(self):
        """Its own."""


@dataclass(eq=False, init=False, repr=False)
class Bare:
    """Bare."""

    x: int


@dataclass
class Pixel(Point):
    """A pixel."""

    colour: str = "red"
    x: int = 7

    def area(self) -> int: ...


class Pair(NamedTuple):
    """A pair."""

    left: int
    right: "str" = "r"

    def both(self): ...


Row = namedtuple("Row", "a b", defaults=[1])
Typed = NamedTuple("Typed", [("a", int), ("b", "str")])


class Options(TypedDict, total=False):
    url: str


class More(Options):
    size: int


class Colour(enum.Enum):
    RED = 1
    """Red."""
    GREEN = TEXT


class Box(Generic[T]):
    item: T


class Sub(Box[T], Generic[T, K]): ...
class Both(Generic[T], Box[T]): ...
class Table(t.Dict[str, T]): ...
class Listed(t.List[int], collections.abc.Hashable): ...
class Named(t.Mapping[str, int]): ...
'''
BY_SYNTAX = '''
import typing

type Alias[X] = list[X]
"""An alias."""

class Plain[K, *Ts, **P]: ...
class Base[T]: ...
class Sub[T](Base[T]): ...
class Dict[T](dict[str, T]): ...
class Proto[T](typing.Protocol): ...
'''
FIELDS = (
    *("kind", "doc", "signature", "overloads", "flags", "typeParameters", "flavours", "bases", "baseText", "mro"),
    *("metaclass", "type", "valueType", "value", "instance", "setIn", "typingOnly", "deprecated"),
)
# What a source does not tell, or run time does not.
_LISTED_AGAIN = frozenset({"demo.Pixel.tags", "demo.Pixel.y", "demo.Colour.__new__"})
_UNTOLD = frozenset({"__dataclass_fields__", "__dataclass_params__", "_field_defaults", "__replace__"})


def facts(node: dict[str, Any]) -> dict[str, Any]:
    found = {name: node[name] for name in FIELDS if name in node}
    line = node.get("location", {}).get("line")
    return {**found, "line": line} if line is not None else found


def assert_twins(environment: Environment, text: str, left_out: dict[str, set[str]]) -> None:
    environment.install({"demo.py": text})
    seen, read = environment.session(), environment.session(mode="source")
    wrong: dict[str, Any] = {}
    for id_, node in seen.nodes.items():
        leaf = id_.rpartition(".")[2]
        if (
            id_ == "demo"
            or id_ in _LISTED_AGAIN
            or leaf in _UNTOLD
            or (leaf.startswith("__") and leaf.endswith(("_keys__", "_total__")))
        ):
            continue
        expected, found = facts(node), facts(read.nodes.get(id_, {}))
        for name in left_out.get(leaf, set()) | left_out["*"]:
            expected.pop(name, None)
            found.pop(name, None)
        if "line" not in expected:
            found.pop("line", None)
        if found != expected:
            names = {name for name in {*found, *expected} if found.get(name) != expected.get(name)}
            wrong[id_] = {name: (found.get(name), expected.get(name)) for name in names}
    assert wrong == {}


def test_a_source_says_what_run_time_says(environment: Environment) -> None:
    left_out = {
        "*": set(),
        "Row": {"doc"},
        "Typed": {"doc", "baseText"},
        "T": {"valueType"},
        # Only newer Pythons keep it.
        "More": {"baseText"},
    }
    for name in ("left", "right", "a", "b"):
        left_out[name] = {"valueType"}
    if sys.version_info < (3, 11):
        # The library gives enumerations a docstring.
        left_out["Colour"] = {"doc"}
    if sys.version_info < (3, 10):
        # Nothing that can be read has a name for the type.
        left_out["NOTHING"] = left_out["__hash__"] = {"valueType"}
    assert_twins(environment, MODULE, left_out)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are syntax from 3.12 on")
def test_generics_by_syntax_have_the_bases_that_they_have_at_run_time(environment: Environment) -> None:
    assert_twins(environment, BY_SYNTAX, {"*": set(), "Alias": {"valueType"}})


def test_functions_that_are_made_to_look_like_others(explore: Explore, scan: Any) -> None:
    source = """
    import functools
    def original(a, b=1):
        '''What it does.'''
    @functools.wraps(original)
    def like_ours(*args):
        '''Not this.'''
    @functools.wraps(len)
    def like_theirs(*args): ...
    @functools.wraps(original)
    @functools.lru_cache
    def like_both(*args): ...
    """
    imported, read = explore(source), scan(source)
    for name in ("like_ours", "like_theirs", "like_both"):
        for field in ("doc", "signature"):
            assert imported[f"demo.{name}"].get(field) == read[f"demo.{name}"].get(field), f"{name}: {field}"
    assert read["demo.like_ours"]["doc"] == "What it does."
