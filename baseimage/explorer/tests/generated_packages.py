"""Packages that nobody would write: whatever Python lets names, classes and modules do to one another."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

# Few, so that they collide: with one another, with modules, with what is imported.
NAMES = ["a", "b", "core", "data", "Alpha", "Beta", "Gamma", "_hidden", "__private", "naïve", "Ωmega", "class_", "join"]
MODULES = ["demo", "demo.a", "demo.b", "demo.core", "demo.core.data", "demo._hidden", "demo.naïve"]
PACKAGES = {"demo", "demo.core"}

_name = st.sampled_from(NAMES)
_module = st.sampled_from(MODULES)
_value = st.sampled_from(
    [
        "1",
        "-2.5",
        "'text'",
        "b'bytes'",
        "None",
        "True",
        "(1, 'two')",
        "[1]",
        "{'k': 1}",
        "{'x', 'y', 'z'}",
        "object()",
        "frozenset('abcdef')",
        "lambda: 0",
        "len",
        "print",
        "int",
        "...",
        "range(3)",
        "type('Made', (), {'m': 1})",
    ]
)
_annotation = st.sampled_from(["int", "'Alpha'", "list", "str | None", "Missing"])
_parameters = st.sampled_from(
    ["", "x", "x, /, y=1", "*args, key='v', **rest", "x: int = 3, *, y: str", "x=(1, 2), y=None"]
)
_function_decorator = st.sampled_from(
    [
        "",
        "",
        "",
        "@functools.lru_cache(None)\n",
        "@functools.wraps(len)\n",
        "@contextlib.contextmanager\n",
        "@wrapping\n",
    ]
)
_method_decorator = st.sampled_from(
    [
        "",
        "",
        "",
        "@property\n",
        "@classmethod\n",
        "@staticmethod\n",
        "@functools.cached_property\n",
        "@abc.abstractmethod\n",
    ]
)
_doc = st.sampled_from(["", '"""A doc."""', "'''Ünïcode.\n\n    More.\n    '''"])
_base = st.sampled_from(
    [
        *NAMES[:8],
        "Exception",
        "dict",
        "int",
        "enum.Enum",
        "enum.IntFlag",
        "abc.ABC",
        "typing.NamedTuple",
        "Meta",
        "type",
        "typing.Protocol",
        "typing.Generic[T]",
        "collections.OrderedDict",
        "threading.Thread",
        "typing.TypedDict",
    ]
)
_HEAD = """\
from __future__ import annotations
import abc, collections, contextlib, dataclasses, enum, functools, threading, typing
T = typing.TypeVar("T")
def wrapping(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper
class Meta(type):
    def of_meta(cls): ...
    known_by_meta = 1
"""


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


def _tried(text: str) -> str:
    """What Python may refuse, such as bases that don't go together."""
    return f"try:\n{_indented(text)}except Exception: pass\n"


@st.composite
def _function(draw: st.DrawFn, decorator: st.SearchStrategy[str], first: str = "") -> str:
    body = draw(st.sampled_from(["return 1", "yield 1", "self.set_here = x = 1", "pass"]))
    start = draw(st.sampled_from(["def", "def", "async def"]))
    parameters = ", ".join(filter(None, [first, draw(_parameters)]))
    returns = draw(st.sampled_from(["", " -> int", " -> 'Alpha'"]))
    head = f"{draw(decorator)}{start} {draw(_name)}({parameters}){returns}:\n"
    return head + _indented(f"{draw(_doc)}\n{body}")


@st.composite
def _class(draw: st.DrawFn, depth: int = 0) -> str:
    bases = draw(st.lists(_base, max_size=2, unique=True))
    if draw(st.integers(0, 9)) == 0:
        bases.append("metaclass=Meta")
    members = st.one_of(
        _function(_method_decorator, "self"),
        st.builds("{} = {}\n".format, _name, _value),
        st.builds("{}: {}\n".format, _name, _annotation),
        st.builds("{}: {} = {}\n".format, _name, _annotation, _value),
        st.builds("{} = {}\n".format, _name, _name).map(_tried),
        st.builds("__slots__ = ('{}', 'slot')\n".format, _name),
        st.just("def __init__(self, size=1):\n    self.size = size\n    self.late: int = 2\n"),
        *([_class(depth + 1)] if depth < 2 else []),
    )
    body = "".join(draw(st.lists(members, max_size=5)))
    decorator = draw(st.sampled_from(["", "", "", "@dataclasses.dataclass\n"]))
    text = f"{decorator}class {draw(_name)}({', '.join(bases)}):\n" + _indented(f"{draw(_doc)}\n{body}pass\n")
    return _tried(text)


def _statements() -> st.SearchStrategy[str]:
    return st.one_of(
        _class(),
        _class(),
        _function(_function_decorator),
        st.builds("{} = {}\n".format, _name, _value),
        st.builds("{}: {}\n".format, _name, _annotation),
        st.builds("{} = {}\n".format, _name, _name).map(_tried),
        st.builds("import {}\n".format, _module).map(_tried),
        st.builds("from {} import {} as {}\n".format, _module, _name, _name).map(_tried),
        st.builds("from {} import *\n".format, _module).map(_tried),
        st.sampled_from(
            ["from os.path import join\n", "import os.path as data\n", "from collections import OrderedDict as a\n"]
        ),
        st.builds("{}.{} = {}\n".format, _name, _name, _name).map(_tried),
        st.builds("{}.__module__ = '{}'\n".format, _name, _module).map(_tried),
        st.builds("{}.__qualname__ = '{}'\n".format, _name, _name).map(_tried),
        st.builds("del {}\n".format, _name).map(_tried),
        st.builds("__all__ = [{!r}, {!r}, 'lazy']\n".format, _name, _name),
        st.just("def __getattr__(name):\n    if name == 'lazy': return dict\n    raise AttributeError(name)\n"),
        st.just("def __dir__(): return [*globals(), 'lazy']\n"),
        st.builds("if typing.TYPE_CHECKING:\n    from {} import {}\n".format, _module, _name),
        st.builds("globals()['made ' + {!r}] = 1\n".format, _name),
    )


def packages() -> st.SearchStrategy[dict[str, str]]:
    """The source of each module of a package, by its import name; `demo` is always there."""
    text = st.lists(_statements(), min_size=3, max_size=16).map(lambda parts: _HEAD + "".join(parts))
    some = st.lists(st.sampled_from(MODULES[1:]), max_size=4, unique=True)
    return some.map(_with_packages).flatmap(lambda names: st.fixed_dictionaries(dict.fromkeys(names, text)))


def _with_packages(names: Iterable[str]) -> list[str]:
    found = {"demo", *names}
    return sorted(found | {"demo.core"} if "demo.core.data" in found else found)


def files_of(package: dict[str, str]) -> dict[str, str]:
    """The files of a package, by their paths."""
    return {
        name.replace(".", "/") + ("/__init__.py" if name in PACKAGES else ".py"): text for name, text in package.items()
    }
