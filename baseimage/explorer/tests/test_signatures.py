"""Signatures, flags and what decorators wrap."""

from __future__ import annotations

import sys
from typing import Any

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
    evaluated = "(a: int, b: C = None, *c: C | None, **d: typing.Dict[str, C]) -> abc.Iterator[C]"
    assert annotated == (written if sys.version_info >= (3, 14) else evaluated)
    assert signature(explored["demo.callback"]) == (
        "(f: Callable[[int, C], None], g: Callable[..., C], h: type[C] = C, i: list[C] | None = None)"
    )
    assert (
        signature(explored["demo.literal"]) == "(a: typing.Literal['x', 1], b: typing.Any = Ellipsis, c: float = -1.5)"
    )


def test_classes_that_only_the_module_types_has_names_for(explore: Explore) -> None:
    explored = explore("import sys\nMODULE = type(sys)\ndef run(a=MODULE): ...\ndel MODULE\n")
    assert signature(explored["demo.run"]) == "(a = types.ModuleType)"
    text = "import types as t\nModules = dict[t.ModuleType, t.FunctionType]\ndef run(a=t.ModuleType): ...\n"
    explored = explore(text)
    assert explored["demo.Modules"]["value"] == "dict[t.ModuleType, t.FunctionType]"
    assert signature(explored["demo.run"]) == "(a = t.ModuleType)"
    explored = explore(f"from types import ModuleType as M\n{text}")
    assert signature(explored["demo.run"]) == "(a = M)"


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
    assert defaults == ["object()", "Bad()", "Colour.RED", "{'a', 'b', 'c'}", "posixpath.join", "len"]
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


def test_c_objects_have_what_c_tells(explore: Explore) -> None:
    explored = explore("from functools import partial\nupper = str.upper\nnow = [].append\nclass D(dict): pass")
    assert explored["demo"]["members"]["upper"]["id"] == "builtins.str.upper"
    assert explored["demo.now"]["kind"] == "function"
    assert signature(explored["demo.now"]) == "(object)"


def test_a_function_that_wraps_what_is_no_function_has_the_signature_that_this_tells(explore: Explore) -> None:
    code = """
    import functools, inspect

    class Dispatcher:
        def __init__(self, of): self.__wrapped__ = self.of = of
        def __call__(self, *args, **options): pass
        @property
        def __signature__(self):
            given = inspect.signature(self.of)
            option = inspect.Parameter("backend", inspect.Parameter.KEYWORD_ONLY, default=None)
            return given.replace(parameters=[*given.parameters.values(), option])

    class Made:
        def __init__(self, size: int = 1): pass

    def plain(graph, weight=2): pass

    def dispatched(*args, **kwargs): pass
    dispatched.__wrapped__ = Dispatcher(plain)

    def make(*args, **kwargs): pass
    make.__wrapped__ = Made

    def odd(one, two): pass
    odd.__wrapped__ = 7
    """
    explored = explore(code)
    assert signature(explored["demo.dispatched"]) == "(graph, weight = 2, backend = None)"
    assert signature(explored["demo.make"]) == "(size: int = 1)"
    assert signature(explored["demo.odd"]) == "(one, two)"
