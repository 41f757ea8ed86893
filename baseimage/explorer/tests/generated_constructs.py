"""Modules of constructs that people do write, in combinations that they may not: each name is there once."""

from __future__ import annotations

import sys
import textwrap

from hypothesis import strategies as st

_HEAD = '''\
import abc, dataclasses, enum, functools, typing

def wrapping(function):
    """A decorator that says what it wraps."""
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def injecting(function):
    """One that adds a parameter and says so."""
    import inspect
    @functools.wraps(function)
    def wrapper(*args, injected=None, **kwargs):
        return function(*args, **kwargs)
    signature = inspect.signature(function)
    added = inspect.Parameter("injected", inspect.Parameter.KEYWORD_ONLY, default=None)
    given = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
    wrapper.__signature__ = signature.replace(parameters=[*given, added])
    return wrapper

def marking(thing):
    """One that gives back what it is given."""
    thing.marked = True
    return thing

def made_by_hand(cls):
    """What libraries of classes do: a constructor that is compiled from a text."""
    names = [name for name in vars(cls).get("__annotations__", {})]
    scope = {}
    arguments = "".join(f", {name}=None" for name in names)
    body = "".join(f"\\n    self.{name} = {name}" for name in names) or "\\n    pass"
    exec(f"def __init__(self{arguments}):{body}", scope)
    cls.__init__ = scope["__init__"]
    cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__.__module__ = cls.__module__
    return cls

class Field:
    """A descriptor."""
    def __init__(self, size=1): self.size = size
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, instance, owner=None): return self
    def __set__(self, instance, value): pass

class Meta(type):
    """A metaclass."""
    def __new__(mcs, name, bases, namespace, **options):
        return super().__new__(mcs, name, bases, namespace)
    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)
'''

_doc = st.sampled_from(["", '"""A doc."""', '"""Of more\n\n  lines.\n"""', "'Plain.'", "b'none'", "f'none'"])
_parameters = st.sampled_from(
    [
        "",
        "x",
        "x, /, y=1",
        "*args, key='v', **rest",
        "x: int = 3, *, y: str",
        "x=(1, 2), y=None",
        "x: 'int', *more: str",
    ]
)
_body = st.sampled_from(["return 1", "yield 1", "pass", "..."])
_of_functions = st.lists(
    st.sampled_from(["@wrapping", "@injecting", "@marking", "@functools.lru_cache(None)", "@typing.no_type_check"]),
    max_size=2,
)
_of_methods = st.sampled_from(
    [
        "",
        "",
        "@wrapping",
        "@marking",
        "@property",
        "@property\n@abc.abstractmethod",
        "@classmethod",
        "@classmethod\n@wrapping",
        "@classmethod\n@marking",
        "@staticmethod",
        "@staticmethod\n@wrapping",
        "@abc.abstractmethod",
    ]
)
_is_new = sys.version_info >= (3, 10)
_of_classes = st.sampled_from(
    [
        "",
        "",
        "@marking",
        "@made_by_hand",
        "@typing.final",
        "@dataclasses.dataclass",
        "@dataclasses.dataclass(order=True, frozen=True)",
        "@dataclasses.dataclass(init=False)",
        "@dataclasses.dataclass(repr=False, eq=False)",
        *(["@dataclasses.dataclass(slots=True)", "@dataclasses.dataclass(kw_only=True)"] if _is_new else []),
    ]
)
_values = st.sampled_from(["1", "-2.5", "'text'", "b'bytes'", "None", "True", "(1, 'two')"])


class Names:
    """Gives names of which each is there once."""

    def __init__(self) -> None:
        self._count = 0

    def next(self, start: str) -> str:
        self._count += 1
        return f"{start}{self._count}"


def _function(draw: st.DrawFn, name: str, decorators: str, first: str) -> str:
    start = draw(st.sampled_from(["def", "def", "async def"]))
    parameters = ", ".join(filter(None, [first, draw(_parameters) if "@property" not in decorators else ""]))
    returns = draw(st.sampled_from(["", " -> int", " -> 'int'"]))
    text = "\n".join(filter(None, [draw(_doc), draw(_body)]))
    return "\n".join(filter(None, [decorators, f"{start} {name}({parameters}){returns}:", _indented(text)]))


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


def _overloaded(draw: st.DrawFn, name: str) -> str:
    one = f"@typing.overload\ndef {name}(x: int) -> int: ..."
    other = f"@typing.overload\ndef {name}(x: str, y: int = ...) -> str: ..."
    return "\n".join([one, other, f"def {name}(x, y=0):\n{_indented(draw(_doc) or 'pass')}\n    return x"])


def _method(draw: st.DrawFn, names: Names) -> str:
    decorators = draw(_of_methods)
    first = "" if "static" in decorators else "cls" if "classmethod" in decorators else "self"
    name = names.next("method")
    text = _function(draw, name, decorators, first)
    if decorators == "@property" and draw(st.booleans()):
        text += f"\n@{name}.setter\ndef {name}(self, value): ..."
    return text


def _class(draw: st.DrawFn, names: Names, depth: int = 0) -> str:
    base = draw(
        st.sampled_from(["", "abc.ABC", "metaclass=Meta", "metaclass=Meta, option=1", "Exception", "typing.Protocol"])
    )
    members = [draw(_doc)]
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["method", "method", "value", "annotated", "field", "overloads", "class"]))
        if kind == "method":
            members.append(_method(draw, names))
        elif kind == "value":
            members.append(f"{names.next('value')} = {draw(_values)}")
        elif kind == "annotated":
            members.append(f"{names.next('attribute')}: int = {draw(st.integers(0, 9))}")
        elif kind == "field":
            members.append(f"{names.next('field')} = Field({draw(st.integers(0, 9))})")
        elif kind == "overloads":
            members.append(_overloaded(draw, names.next("overloaded")).replace("(x", "(self, x"))
        elif depth < 2:
            members.append(_class(draw, names, depth + 1))
    body = "\n".join(filter(None, [*members, "pass"]))
    decorator = "" if base in ("Exception", "typing.Protocol") else draw(_of_classes)
    return "\n".join(filter(None, [decorator, f"class {names.next('Class')}({base}):", _indented(body)]))


def _enum(draw: st.DrawFn, names: Names) -> str:
    base = draw(st.sampled_from(["enum.Enum", "enum.IntEnum", "enum.Flag", "enum.IntFlag", "str, enum.Enum"]))
    members = [draw(_doc)]
    for number in range(draw(st.integers(1, 3))):
        value = f"'{number}'" if base.startswith("str") else str(2**number)
        members.append(f"{names.next('MEMBER')} = {draw(st.sampled_from([value, value, 'enum.auto()']))}")
    if draw(st.booleans()):
        members.append(_method(draw, names))
    decorator = draw(st.sampled_from(["", "", "@enum.unique"]))
    lines = [decorator, f"class {names.next('Enum')}({base}):", _indented("\n".join(filter(None, members)))]
    return "\n".join(filter(None, lines))


@st.composite
def constructs(draw: st.DrawFn) -> str:
    """The text of a module."""
    names = Names()
    parts = [_HEAD]
    for _ in range(draw(st.integers(2, 6))):
        kind = draw(st.sampled_from(["function", "class", "class", "enum", "overloads"]))
        if kind == "function":
            parts.append(_function(draw, names.next("function"), "\n".join(draw(_of_functions)), ""))
        elif kind == "class":
            parts.append(_class(draw, names))
        elif kind == "enum":
            parts.append(_enum(draw, names))
        else:
            parts.append(_overloaded(draw, names.next("overloaded")))
    return "\n\n".join(parts) + "\n"
