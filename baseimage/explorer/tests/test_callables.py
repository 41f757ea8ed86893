"""What lies between a name and a function: wrappers, partials, methods that are bound, other kinds of methods."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Explore
from test_signatures import signature


def written(node: dict[str, Any]) -> str:
    """A signature with the marks of what is given by name or by position only, as ``inspect`` shows it."""
    parts: list[str] = []
    kinds = [parameter["kind"] for parameter in node["signature"]["parameters"]]
    shown = signature(node)[1:].rpartition(")")[0].split(", ") if kinds else []
    for index, (kind, text) in enumerate(zip(kinds, shown)):
        if kind == "keywordOnly" and "keywordOnly" not in kinds[:index] and "varPositional" not in kinds:
            parts.append("*")
        parts.append(text)
        if kind == "positionalOnly" and kinds[index + 1 : index + 2] != ["positionalOnly"]:
            parts.append("/")
    return ", ".join(parts)


def test_partials_have_what_is_left_to_give(explore: Explore) -> None:
    explored = explore(
        """
        from functools import partial, partialmethod
        def load(name: str, kind: int = 1, *more, deep=False, **rest): "Load."
        by_name = partial(load, name='x')
        "By name."
        by_position = partial(load, 'x', 2, deep=True)
        twice = partial(partial(load, 'x'), kind=3)
        wrong = partial(load, 1, name=2)
        class Hub:
            def get(self, key, size=1, *, deep=False): "Get."
            #: Get a.
            a = partialmethod(get, 'a')
            deep = partialmethod(get, deep=True)
            @classmethod
            def make(cls, key, size=1): pass
            small = partialmethod(make, size=0)
            @staticmethod
            def add(left, right): pass
            one = partialmethod(add, 1)
            bare = staticmethod(partial(load, 'x'))
            async def later(self, key): pass
            soon = partialmethod(later, 'a')
        """
    )
    assert written(explored["demo.by_name"]) == "*, name: str = 'x', kind: int = 1, deep = False, **rest"
    assert written(explored["demo.by_position"]) == "*more, deep = True, **rest"
    assert written(explored["demo.twice"]) == "*, kind: int = 3, deep = False, **rest"
    assert "signature" not in explored["demo.wrong"]
    assert (explored["demo.by_name"]["doc"], explored["demo.by_name"]["location"]["line"]) == ("By name.", 4)
    found = {name: (explored[f"demo.Hub.{name}"]["kind"], written(explored[f"demo.Hub.{name}"])) for name in HUB}
    assert found == HUB
    assert explored["demo.Hub.a"]["doc"] == "Get a."
    assert explored["demo.Hub.a"]["location"] == {"file": "demo.py", "line": 12}
    assert not {"doc", "claims"} & {*explored["demo.Hub.deep"], *explored["demo.Hub.bare"]}
    assert explored["demo.Hub.soon"]["flags"] == ["async"]


HUB = {
    "a": ("method", "self, size = 1, *, deep = False"),
    "deep": ("method", "self, key, size = 1, *, deep = True"),
    "small": ("classmethod", "cls, key, *, size = 0"),
    "one": ("staticmethod", "right"),
    "bare": ("staticmethod", "kind: int = 1, *more, deep = False, **rest"),
}


def test_single_dispatch_is_over_methods_of_each_kind(explore: Explore) -> None:
    explored = explore(
        """
        from functools import singledispatchmethod
        class C:
            @singledispatchmethod
            def plain(self, a, b=1): "Plain."
            @singledispatchmethod
            @classmethod
            def made(cls, a): "Made."
            @singledispatchmethod
            @staticmethod
            def checked(a): "Checked."
        """
    )
    found = {name: explored[f"demo.C.{name}"] for name in ("plain", "made", "checked")}
    assert [node["kind"] for node in found.values()] == ["method", "classmethod", "staticmethod"]
    assert [signature(node) for node in found.values()] == ["(self, a, b = 1)", "(cls, a)", "(a)"]
    assert [node["doc"] for node in found.values()] == ["Plain.", "Made.", "Checked."]
    assert [node["location"]["line"] for node in found.values()] == [4, 6, 9]


def test_what_is_bound_is_called_without_what_it_is_bound_to(explore: Explore) -> None:
    explored = explore(
        {
            "demo/_session.py": """
                import re
                from typing import overload
                class Session:
                    def get(self, url, *, timeout=1.0): "Get."
                    @classmethod
                    def create(cls, name='x'): pass
                    @staticmethod
                    def ping(host): pass
                    def area(self, w): pass
                    def any(*args): pass
                    @overload
                    def cut(self, at: int) -> str: ...
                    @overload
                    def cut(self, at: str) -> int: ...
                    def cut(self, at): pass
                default = Session()
                """,
            "demo/__init__.py": """
                import re
                from ._session import Session, default
                get, create, ping, area, any, cut = (
                    default.get, Session.create, default.ping, Session.area, default.any, default.cut)
                find = re.compile('a').search
                append = [].append
                class Uses:
                    bound = default.get
                    created = Session.create
                    append = [].append
                    get = staticmethod(default.get)
                """,
        }
    )
    functions = {name: signature(explored[f"demo.{name}"]) for name in ("get", "create", "any", "append")}
    get, create = "(url, timeout = 1.0)", "(name = 'x')"
    assert functions == {"get": get, "create": create, "any": "(*args)", "append": "(object)"}
    assert explored["demo"]["members"]["area"] == "demo._session.Session.area"
    assert [explored[f"demo.{name}"]["kind"] for name in ("get", "ping", "find")] == ["function"] * 3
    assert explored["demo._session.Session.area"]["kind"] == "method"
    assert explored["demo.find"]["location"] == {"file": "demo/__init__.py", "line": 6}
    assert signature(explored["demo.find"]) == f"(string, pos = 0, endpos = {sys.maxsize})"
    shown = [signature({"signature": one}) for one in explored["demo.cut"]["overloads"]]
    assert shown == ["(at: int) -> str", "(at: str) -> int"]
    uses = {name: explored[f"demo.Uses.{name}"] for name in ("bound", "created", "append", "get")}
    assert {node["kind"] for node in uses.values()} == {"staticmethod"}
    assert [signature(node) for node in uses.values()] == [get, create, "(object)", get]


@pytest.mark.parametrize("made", ["Stand()", "Stand"])
def test_what_stands_for_a_module_gives_functions(explore: Explore, made: str) -> None:
    explored = explore(
        f"""
        import functools, sys
        class Base:
            @classmethod
            def inherited(cls, a): pass
        class Stand(Base):
            def method(self, a, b=1): "A method."
            @classmethod
            def made(cls, a): pass
            @staticmethod
            def static(a): pass
            @functools.lru_cache
            def cached(self, a): pass
        sys.modules[__name__] = {made}
        """
    )
    members = explored["demo"]["members"]
    nodes = {name: explored[members[name]] for name in ("method", "made", "static", "cached", "inherited")}
    assert {node["kind"] for node in nodes.values()} == {"function"}
    own = "" if made == "Stand()" else "self, "
    shown = [signature(node) for node in nodes.values()]
    assert shown == [f"({own}a, b = 1)", "(a)", "(a)", f"({own}a)", "(a)"]
    assert nodes["method"]["doc"] == "A method."


def test_flags_are_those_of_what_is_called(explore: Explore) -> None:
    explored = explore(
        """
        import abc, asyncio, contextlib, functools, inspect, typing
        def kept(function):
            @functools.wraps(function)
            async def call(*args): return await function(*args)
            return call
        def ran(function):
            @functools.wraps(function)
            def call(*args): return asyncio.run(function(*args))
            return call
        def marked(function):
            @functools.wraps(function)
            def call(*args): return function(*args)
            if hasattr(inspect, 'markcoroutinefunction'):
                return inspect.markcoroutinefunction(call)
            call._is_coroutine = asyncio.coroutines._is_coroutine
            return call
        class C(abc.ABC):
            @kept
            def a(self): pass
            @ran
            async def b(self): pass
            @contextlib.contextmanager
            def c(self): yield
            @contextlib.asynccontextmanager
            async def d(self): yield
            @marked
            def e(self): pass
            @functools.lru_cache
            def f(self): yield
            @typing.final
            @classmethod
            async def g(cls): pass
            @property
            async def h(self): pass
            def i(self): yield
            j = property(None, abc.abstractmethod(lambda self, value: None))
        bound = object.__new__(type('D', (C,), {'j': 1})).i
        once = functools.partial(C.g)
        """
    )
    flags = {name: explored[f"demo.C.{name}"].get("flags") for name in "abcdefghij"}
    assert {name: found for name, found in flags.items() if found is not None} == {
        "a": ["async"],
        "e": ["async"],
        # Before 3.11 ``typing.final`` marks nothing.
        "g": ["async", "final"] if sys.version_info >= (3, 11) else ["async"],
        "h": ["async"],
        "i": ["generator"],
        "j": ["abstract"],
    }
    assert (explored["demo.bound"]["flags"], explored["demo.once"]["flags"]) == (["generator"], ["async"])


CHAINS = """
import functools, inspect
from inspect import Parameter, Signature
class Dispatch:
    def __init__(self, function):
        functools.update_wrapper(self, function)
    @property
    def __signature__(self):
        found = inspect.signature(self.__wrapped__)
        return found.replace(parameters=[*found.parameters.values(), Parameter('backend', Parameter.KEYWORD_ONLY)])
    def __call__(self, *args): pass
def outer(function):
    @functools.wraps(function)
    def inner(*args): pass
    return inner
def signed(function):
    function.__signature__ = Signature([Parameter('said', Parameter.POSITIONAL_ONLY)])
    return function
def texted(function):
    function.__text_signature__ = '(a, b=1, /)'
    return function
class K:
    @staticmethod
    @outer
    @Dispatch
    def static(a): pass
    @outer
    @staticmethod
    def below(a): pass
    @classmethod
    @outer
    @signed
    def made(cls, a): pass
    def method(self, a): pass
    def __init__(self, size): pass
bound = functools.lru_cache(K(1).method)
cached = functools.lru_cache(K)
@texted
def text(*args): pass
@outer
@texted
def behind(*args): pass
"""


def test_chains_of_wrappers_are_gone_through_as_inspect_does(explore: Explore) -> None:
    explored = explore(CHAINS)
    found = {name: signature(explored[f"demo.{name}"]) for name in ("K.static", "K.below", "K.made", "bound", "cached")}
    assert found == {
        "K.static": "(a, backend)",
        "K.below": "(a)",
        "K.made": "(said)",
        "bound": "(a)",
        "cached": "(size)",
    }
    assert [signature(explored[f"demo.{name}"]) for name in ("text", "behind")] == ["(a, b = 1)"] * 2
    assert [explored[f"demo.K.{name}"]["location"]["line"] for name in ("static", "below", "made")] == [23, 27, 30]
