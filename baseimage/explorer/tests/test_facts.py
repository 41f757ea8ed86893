"""What is recorded of each kind of object."""

from __future__ import annotations

import inspect
import sys
import textwrap
from typing import Any

import pytest
from conftest import Explore

FUNCTIONS = """
import typing
from typing import Optional, Callable
import collections.abc as abc
class C: pass
def plain(a, b=1, *args, c, d='x', **kwargs): pass
def positional(a, b, /, c=(), *, d=None): pass
def annotated(a: int, b: 'C' = None, *c: Optional[C], **d: typing.Dict[str, C]) -> abc.Iterator[C]: pass
def callback(f: Callable[[int, C], None], g: Callable[..., C], h: type[C] = C, i: 'list[C] | None' = None): pass
def literal(a: typing.Literal['x', 1], b: typing.Any = ..., c: float = -1.5): pass
def sets(a={1}, b=frozenset(), c={'k': [1, (2,)]}): pass
def nothing(): pass
async def coroutine(): pass
def generator(): yield
async def both(): yield
square = lambda x: x
"""


def signature(node: dict[str, Any]) -> str:
    """A signature as one would write it."""
    shown = []
    marks = {"varPositional": "*", "varKeyword": "**"}
    for parameter in node["signature"]["parameters"]:
        text = marks.get(parameter["kind"], "") + parameter["name"]
        text += f": {parameter['annotation']}" if "annotation" in parameter else ""
        shown.append(text + (f" = {parameter['default']}" if "default" in parameter else ""))
    returned = node["signature"].get("returns")
    return f"({', '.join(shown)})" + (f" -> {returned}" if returned is not None else "")


def test_signatures(explore: Explore) -> None:
    explored = explore(FUNCTIONS)
    assert signature(explored["demo.plain"]) == "(a, b = 1, *args, c, d = 'x', **kwargs)"
    kinds = [p["kind"] for p in explored["demo.positional"]["signature"]["parameters"]]
    assert kinds == ["positionalOnly", "positionalOnly", "positionalOrKeyword", "keywordOnly"]
    assert explored["demo.nothing"]["signature"] == {"parameters": []}
    assert signature(explored["demo.square"]) == "(x)"


def test_annotations_are_readable_in_their_module(explore: Explore) -> None:
    explored = explore(FUNCTIONS)
    annotated = signature(explored["demo.annotated"])
    written = "(a: int, b: C = None, *c: Optional[C], **d: typing.Dict[str, C]) -> abc.Iterator[C]"
    evaluated = "(a: int, b: C = None, *c: C | None, **d: typing.Dict[str, C]) -> collections.abc.Iterator[C]"
    assert annotated == (written if sys.version_info >= (3, 14) else evaluated)
    assert signature(explored["demo.callback"]) == (
        "(f: Callable[[int, C], None], g: Callable[..., C], h: type[C] = C, i: list[C] | None = None)"
    )
    assert (
        signature(explored["demo.literal"]) == "(a: typing.Literal['x', 1], b: typing.Any = Ellipsis, c: float = -1.5)"
    )


def test_annotations_of_names_that_do_not_exist_at_run_time(explore: Explore) -> None:
    future = "" if sys.version_info >= (3, 14) else "from __future__ import annotations\n"
    explored = explore(
        future + "def f(a: Missing, b: mod.Other[int]) -> Missing: pass\nclass C:\n x: Missing\ny: Missing"
    )
    assert signature(explored["demo.f"]) == "(a: Missing, b: mod.Other[int]) -> Missing"
    assert explored["demo.C.x"]["type"] == "Missing"
    assert explored["demo.y"]["type"] == "Missing"


def test_defaults_are_the_same_in_every_run(explore: Explore) -> None:
    explored = explore(
        """
        import enum, os
        class Bad:
            def __repr__(self): raise SystemExit
        class Colour(enum.Enum): RED = 1
        def f(a=object(), b=Bad(), c=Colour.RED, d={'b', 'a', 'c'}, e=os.path.join, g=len): pass
        def g(h=os.__file__, i='x' * 1000): pass
        """
    )
    defaults = [p["default"] for p in explored["demo.f"]["signature"]["parameters"]]
    assert defaults == ["<object object>", "<Bad object>", "Colour.RED", "{'a', 'b', 'c'}", "posixpath.join", "len"]
    machine, long = (p["default"] for p in explored["demo.g"]["signature"]["parameters"])
    assert machine == "..."
    assert (len(long), long[-3:]) == (200, "...")


def test_flags(explore: Explore) -> None:
    abstract = """
class A(abstract.ABC):
    @abstract.abstractmethod
    def m(self): pass
    @property
    @abstract.abstractmethod
    def p(self): pass
"""
    explored = explore(FUNCTIONS + "import abc as abstract" + abstract)
    flags = {id_: node["flags"] for id_, node in explored.nodes.items() if "flags" in node}
    assert flags == {
        "demo.coroutine": ["async"],
        "demo.generator": ["generator"],
        "demo.both": ["async", "generator"],
        "demo.A.m": ["abstract"],
        "demo.A.p": ["abstract"],
    }


def test_decorated_functions_show_what_they_wrap(explore: Explore) -> None:
    explored = explore(
        """
        import functools
        def deco(f):
            @functools.wraps(f)
            def wrapper(*args, **kwargs): return f(*args, **kwargs)
            return wrapper
        @deco
        def wrapped(a: int) -> str:
            "Doc."
        @functools.lru_cache(maxsize=None)
        def cached(b): pass
        """
    )
    assert signature(explored["demo.wrapped"]) == "(a: int) -> str"
    assert explored["demo.wrapped"]["location"] == {"file": "demo.py", "line": 7, "endLine": 9}
    assert explored["demo.cached"]["kind"] == "function"
    assert signature(explored["demo.cached"]) == "(b)"


def test_kinds(explore: Explore) -> None:
    explored = explore(
        """
        import enum, functools, typing
        T = typing.TypeVar("T")
        Alias = typing.Optional[int]
        class C:
            data = 1
            __slots__ = ("slot",)
            class Inner: pass
            def method(self): pass
            @classmethod
            def cls(cls): pass
            @staticmethod
            def static(): pass
            @property
            def prop(self) -> int: "Doc."
            @prop.setter
            def prop(self, value: str): pass
            @functools.cached_property
            def cached(self) -> "C": pass
            @functools.singledispatchmethod
            def dispatched(self): pass
            part = functools.partialmethod(method)
        class E(enum.Enum):
            A = 1
            B = A
            C = 'x'
            def method(self): pass
        """
    )
    kinds = {id_[5:]: node["kind"] for id_, node in explored.nodes.items() if id_ != "demo"}
    kinds = {id_: kind for id_, kind in kinds.items() if not id_.rpartition(".")[2].startswith("__")}
    assert kinds == {
        "T": "data",
        "Alias": "typeAlias",
        "C": "class",
        "C.data": "data",
        "C.slot": "descriptor",
        "C.Inner": "class",
        "C.method": "method",
        "C.cls": "classmethod",
        "C.static": "staticmethod",
        "C.prop": "property",
        "C.cached": "property",
        "C.dispatched": "method",
        "C.part": "method",
        "E": "class",
        "E.A": "enumMember",
        "E.C": "enumMember",
        "E.method": "method",
    }
    prop = explored["demo.C.prop"]
    assert (prop["access"], prop["type"], prop["setType"], prop["doc"]) == (["get", "set"], "int", "str", "Doc.")
    assert explored["demo.C.cached"]["type"] == "C"
    assert explored["demo.E"]["members"]["B"] == "demo.E.A"
    assert explored["demo.E.A"]["value"] == "1"
    assert explored["demo.Alias"]["value"] == "int | None"


def test_flavours_and_generics(explore: Explore) -> None:
    explored = explore(
        """
        import abc, dataclasses, enum, typing
        T = typing.TypeVar("T")
        class A(abc.ABC):
            @abc.abstractmethod
            def m(self): pass
        @dataclasses.dataclass
        class D:
            x: int
            y: str = 'a'
            z: typing.ClassVar[int]
        class E(enum.IntFlag): A = 1
        class X(ValueError): pass
        class N(typing.NamedTuple):
            a: int
        class P(typing.Protocol):
            attribute: int
        class TD(typing.TypedDict, total=False):
            key: str
        class G(typing.Generic[T], typing.Dict[str, T]): pass
        class M(type): pass
        class W(metaclass=M): pass
        """
    )
    flavours = {id_[5:]: node.get("flavours", []) for id_, node in explored.nodes.items() if node["kind"] == "class"}
    assert flavours == {
        "A": ["abstract"],
        "D": ["dataclass"],
        "E": ["enum", "flag"],
        "X": ["exception"],
        "N": ["namedtuple"],
        "P": ["generic", "protocol"],
        "TD": ["typeddict"],
        "G": ["generic"],
        "M": ["metaclass"],
        "W": [],
    }
    assert explored["demo.W"]["metaclass"] == "demo.M"
    assert explored["demo.G"]["typeParameters"] == ["T"]
    assert explored["demo.G"]["baseText"] == ["typing.Generic[T]", "typing.Dict[str, T]"]
    assert explored["demo.D.x"]["kind"] == "attribute"
    assert (explored["demo.D.x"]["type"], explored["demo.D.x"]["instance"]) == ("int", True)
    assert (explored["demo.D.y"]["type"], explored["demo.D.y"]["value"]) == ("str", "'a'")
    assert "instance" not in explored["demo.D.z"]
    assert explored["demo.TD.key"]["type"] == "str"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695")
def test_type_parameters_as_syntax(explore: Explore) -> None:
    explored = explore("class C[T, *Ts, **P]: pass\ndef f[T](a: T) -> T: pass\ntype A[T] = list[T]")
    assert explored["demo.C"]["typeParameters"] == ["T", "*Ts", "**P"]
    assert explored["demo.f"]["typeParameters"] == ["T"]
    assert explored["demo.A"]["kind"] == "typeAlias"


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


LOCATIONS = '''
import functools

def one(): return 1

@functools.lru_cache(
    maxsize=None,
)
def decorated(
    a,
    b="""
class NotAClass:
    pass
""",
):
    x = {
        "a": 1,
}
    return """
def not_a_function(): pass
"""

class A:
    """Doc with class Inner: in it."""

    @property
    def p(self):
        if self:
            return 1

        # a comment

    class B:
        x = 1

        async def m(self):
            pass
    def last(self): "only a doc"

if True:
    class C(A):
        def in_if(self):
            # comment first
            return [
                1,
            ]
else:
    class C(A):
        pass


class Tail: pass
'''


def test_locations_are_those_of_inspect(explore: Explore, tmp_path: Any) -> None:
    explored = explore(LOCATIONS)
    file = tmp_path / "located.py"
    file.write_text(textwrap.dedent(LOCATIONS), encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        import located  # type: ignore[import-not-found]
    finally:
        del sys.path[0]
    compared = 0
    for id_, node in explored.nodes.items():
        if node["kind"] in ("class", "function", "method", "property"):
            value = functools_getattr(located, id_.split(".")[1:])
            value = value.fget if isinstance(value, property) else value
            lines, first = inspect.getsourcelines(inspect.unwrap(value))
            while not lines[-1].strip() or lines[-1].strip().startswith("#"):
                lines.pop()
            expected = {"file": "demo.py", "line": first, "endLine": first + len(lines) - 1}
            assert node["location"] == expected, id_
            compared += 1
    del sys.modules["located"]
    assert compared == 10


def functools_getattr(value: Any, names: list[str]) -> Any:
    for name in names:
        value = inspect.getattr_static(value, name)
    return value


def test_c_objects_have_what_c_tells(explore: Explore) -> None:
    explored = explore("from functools import partial\nupper = str.upper\nnow = [].append\nclass D(dict): pass")
    assert explored["demo"]["members"]["upper"]["id"] == "builtins.str.upper"
    assert explored["demo.now"]["kind"] == "function"
    assert signature(explored["demo.now"]) == "(object)"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the interpreter keeps overloads from 3.11 on")
def test_overloads(explore: Explore) -> None:
    explored = explore(
        """
        import typing
        @typing.overload
        def f(a: int) -> int: ...
        @typing.overload
        def f(a: str) -> str: ...
        def f(a): return a
        """
    )
    shown = [signature({"signature": overload}) for overload in explored["demo.f"]["overloads"]]
    assert shown == ["(a: int) -> int", "(a: str) -> str"]


def test_deprecations(explore: Explore) -> None:
    explored = explore(
        """
        def f(): pass
        f.__deprecated__ = "use g"
        class C:
            __deprecated__ = "use D"
        """
    )
    assert explored["demo.f"]["deprecated"] == {"message": "use g"}
    assert explored["demo.C"]["deprecated"] == {"message": "use D"}
