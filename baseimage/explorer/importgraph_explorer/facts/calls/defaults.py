"""Defaults as one would write them: readable, and the same in every run and on every machine."""

from __future__ import annotations

import datetime
import enum
import functools
import re
import sys
import types
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final, Protocol

from ...looking import kinds, raw
from ...looking.caution import caution
from ...source.fragments import written_lambda
from ...wire.texts import Machine, encodable
from ..docs import with_sorted_sets
from ..values import VALUE_CHARACTERS, holds_address, is_clock

UNKNOWN: Final = "..."
# The end of what is told of an object that shows nothing but its class.
SHOWS_NOTHING: Final = " object>"
_MAX_DEPTH: Final = 8
_LONGEST_HOLDER: Final = 60
_MAX_PLACES: Final = 100
_MAX_CHARACTERS_BETWEEN: Final = 1000
_SIMPLE: Final = frozenset({int, float, complex, bool, type(None), str, bytes, type(Ellipsis), type(NotImplemented)})
_CONTAINERS: Final = frozenset({tuple, list, set, frozenset, dict})
# Their hashes, and with them the order of a set of them, are the same in every process.
_HASHED_ALIKE: Final = frozenset({int, float, bool})
_OF_CLASSES: Final = frozenset(
    {
        types.MethodDescriptorType,
        types.WrapperDescriptorType,
        types.ClassMethodDescriptorType,
        *kinds.SLOTS,
    }
)
_ADDRESS: Final = re.compile(r" at 0x[0-9a-fA-F]+")
_LARGE_NUMBER: Final = re.compile(r"(?<![\w.])\d{14,15}(?![\w.])")
# What objects show of others in their repr: classes, functions, members of enumerations, sets in the order of a run.
_SHOWN: Final = re.compile(
    r"<(?:(?:class|enum|flag) '([^'<>]+)'|(?:built-in )?function ([^\s<>]+)|([^\W\d][\w.]*\.[\w|]+): [^<>]*)>"
)
_CLOCKS: Final = (datetime.datetime, datetime.date, datetime.time)
_SLACK: Final = datetime.timedelta(hours=27)

_partial_parts: Final = tuple(functools.partial.__dict__[name].__get__ for name in ("func", "args", "keywords"))


class Names(Protocol):
    """What a module has names for."""

    module: str

    @property
    def modules(self) -> Sequence[tuple[str, types.ModuleType]]:
        """The modules that it has names for, with these."""

    @property
    def source(self) -> str:
        """The text of the module; empty where it is not known."""

    def name_of(self, value: object) -> str | None:
        """The name of a class, a function or a module."""

    def own_name(self, value: object) -> str | None:
        """The name that the module itself has for an object."""

    def may_vary(self, name: str) -> bool:
        """Whether the statement that gives the module this name may make something else in the next run."""


def readable_text(value: object, names: Names, machine: Machine) -> str:
    """A value as one would write it, for a default: at most 200 characters, the same in every run.

    The repr of other objects than those of builtin types is their own code.
    """
    if value is None or type(value) is bool:
        return repr(value)
    text = _readable(value, names, 0)
    if machine.shows_in(text):
        text = _ADDRESS.sub("", text)
        if machine.shows_in(text):
            return UNKNOWN
    text = encodable(" ".join(text.split()) if "\n" in text else text)
    return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."


def _readable(value: Any, names: Names, depth: int) -> str:
    kind: Any = type(value)
    if kind in (str, bytes):
        text = repr(value[: VALUE_CHARACTERS + 1])
        if _ADDRESS.search(text) and text not in names.source:
            return UNKNOWN
        return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."
    if kind is int or kind is float:
        return _number_text(value, names)
    if kind in _SIMPLE:
        return repr(value)
    if kind in _CONTAINERS:
        return _container(value, names, depth)
    if kind is types.FunctionType and value.__code__.co_name == "<lambda>":
        return names.own_name(value) or written_lambda(value.__code__, names.source) or UNKNOWN
    name = names.name_of(value)
    if name is not None:
        return name
    member = kinds.enum_name(value)
    if member is not None:
        return f"{names.name_of(kind) or raw.class_name(kind)}.{member}"
    return _callable_text(value, kind, names, depth) or _object_text(value, kind, names)


def _number_text(value: Any, names: Names) -> str:
    if type(value) is int and value.bit_length() > 4 * VALUE_CHARACTERS:
        return UNKNOWN
    text = repr(value)
    return UNKNOWN if (is_clock(value) or holds_address(value)) and text not in names.source else text


def _callable_text(value: Any, kind: type, names: Names, depth: int) -> str | None:
    """Methods by what they are of, and partials by their parts."""
    if kind in _OF_CLASSES:
        owner: Any = value.__objclass__
        return f"{names.name_of(owner) or raw.class_name(owner)}.{value.__name__}"
    if kind in kinds.BOUND:
        return names.own_name(value) or _bound_text(value, kind, names, depth)
    if kind is functools.partial and depth < _MAX_DEPTH:
        function, positional, keywords = (get(value) for get in _partial_parts)
        parts = [_readable(part, names, depth + 1) for part in (function, *positional)]
        parts += [f"{key}={_readable(held, names, depth + 1)}" for key, held in keywords.items()]
        return f"functools.partial({', '.join(parts)})"
    return None


def _bound_text(value: Any, kind: type, names: Names, depth: int) -> str | None:
    """A method by what it is bound to, where that has a name or is short."""
    holder = value.__self__
    leaf = value.__func__ if kind is types.MethodType else value
    name = leaf.__name__ if type(leaf) is types.FunctionType else raw.attribute(leaf, "__name__")
    if type(name) is not str or depth >= _MAX_DEPTH:
        return None
    text = (None if type(holder) in _SIMPLE else names.own_name(holder)) or _readable(holder, names, depth + 1)
    return None if text[:1] in ("<", "") or text == UNKNOWN or len(text) > _LONGEST_HOLDER else f"{text}.{name}"


def _object_text(value: Any, kind: type, names: Names) -> str:
    """What an object shows of itself, or where that is no Python, its name."""
    if any(raw.is_subclass(kind, clock) for clock in _CLOCKS) and (caution.forbids_code or _is_now(value)):
        return names.own_name(value) or UNKNOWN
    own_name = names.own_name(value)
    if own_name is not None and names.may_vary(own_name):
        return own_name
    try:
        shown = "" if caution.forbids_code else repr(value)
    except BaseException:
        shown = ""
    if type(shown) is not str:
        shown = ""
    if raw.is_subclass(kind, enum.Enum):
        return _composed_text(value, kind, names) if shown[:1] in ("<", "") else shown
    is_call = "(" in shown and shown[0] != "<" and " object at " not in shown
    if not is_call and shown[:1] not in ("[", "{"):
        # Sentinels above all.
        named = own_name or (_name_elsewhere(value, kind, names) if shown[:1] in ("<", "") else None)
        if named is not None:
            return named
    shown = _SHOWN.sub(lambda match: _shown_name(match, names), shown[: 20 * VALUE_CHARACTERS])
    shown = _LARGE_NUMBER.sub(lambda match: UNKNOWN if holds_address(int(match[0])) else match[0], shown)
    return with_sorted_sets(shown) or f"<{raw.class_name(kind)}{SHOWS_NOTHING}"


def _name_elsewhere(value: object, kind: type, names: Names) -> str | None:
    """The name of an object in another module: one that this one has a name for, or that of its class.

    ``dataclasses.MISSING``, ``sys.stdout``.
    """
    places = list(names.modules)
    claim = raw.class_claim(kind)
    module = sys.modules.get(claim[0]) if claim is not None and claim[0] != names.module else None
    if raw.is_module(module):
        places.append((names.name_of(module) or "", module))
    ways = [
        (name.startswith("_"), f"{holder}.{name}")
        for holder, place in places
        for name, held in list(raw.module_dict(place).items())
        if held is value and type(name) is str and name.isidentifier()
        # What others keep to themselves nobody writes.
        if name[:1] != "_" or _is_near(place, names.module)
    ]
    return min(ways)[1] if ways else None


def _is_near(module: types.ModuleType, name: str) -> bool:
    """Whether a module is in the same outermost package as the one of this name."""
    said = raw.module_dict(module).get("__name__")
    return type(said) is str and said.partition(".")[0] == name.partition(".")[0]


def _composed_text(value: object, kind: Any, names: Names) -> str:
    """Several flags at once, or none."""
    name = names.name_of(kind) or raw.class_name(kind)
    own = raw.instance_dict(value)
    if type(own.get("_name_")) is str:
        return f"{name}.{own['_name_']}"
    return f"{name}({own['_value_']!r})" if type(own.get("_value_")) in _SIMPLE else f"<{raw.class_name(kind)} object>"


def _shown_name(match: re.Match[str], names: Names) -> str:
    dotted = match[1] or match[2] or match[3]
    prefix = f"{names.module}."
    return dotted[len(prefix) :] if dotted.startswith(prefix) else dotted.removeprefix("builtins.")


def _is_now(value: Any) -> bool:
    """Whether this is a reading of the clock, in whatever zone, made in this process."""
    try:
        if type(value) is datetime.datetime:
            now = datetime.datetime.now(value.tzinfo)
            return abs(now - value) < (_SLACK if value.tzinfo is None else datetime.timedelta(minutes=30))
        if type(value) is datetime.date:
            return abs(datetime.date.today() - value) <= datetime.timedelta(days=1)
    except Exception:
        return False
    return False


def _container(value: Any, names: Names, depth: int) -> str:
    kind = type(value)
    if depth >= _MAX_DEPTH or len(value) > VALUE_CHARACTERS:
        return UNKNOWN
    if kind is dict:
        pairs = [f"{_readable(k, names, depth + 1)}: {_readable(v, names, depth + 1)}" for k, v in value.items()]
        return "{" + ", ".join(pairs if _is_written_so(value, names) else sorted(pairs)) + "}"
    items = [_readable(item, names, depth + 1) for item in value]
    if kind is list:
        return f"[{', '.join(items)}]"
    if kind is tuple:
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    inner = "{" + ", ".join(sorted(items)) + "}" if items else ""
    return f"frozenset({inner})" if kind is frozenset else inner or "set()"


def _is_written_so(value: Mapping[Any, Any], names: Names) -> bool:
    """Whether the order of a dictionary is that of the source; else it may come from a set, and be any."""
    keys = list(value)
    if len(keys) < 2 or all(type(key) in _HASHED_ALIKE for key in keys):
        return True
    source = names.source
    patterns = [_pattern_of(key, names) for key in keys] if source else [None]
    if None in patterns:
        return False
    try:
        first, *rest = [re.compile(pattern or "") for pattern in patterns]
    except BaseException:
        # It calls builtins that a package may have changed.
        return False
    return any(_follow(rest, source, match.end()) for match in islice(first.finditer(source), _MAX_PLACES))


def _pattern_of(key: Any, names: Names) -> str | None:
    """How a key is written in a dictionary, or as an argument by name."""
    if type(key) is str:
        text = re.escape(key)
        return f"['\"]{text}['\"]\\s*:" + (f"|\\b{text}\\s*=(?!=)" if key.isidentifier() else "")
    if type(key) in _SIMPLE:
        return rf"{re.escape(repr(key))}\s*:"
    leaf = (names.name_of(key) or kinds.enum_name(key) or "").rpartition(".")[2]
    return rf"\b{re.escape(leaf)}\s*:" if leaf else None


def _follow(patterns: list[re.Pattern[str]], source: str, position: int) -> bool:
    """Whether each of these stands not far behind the one before."""
    for pattern in patterns:
        match = pattern.search(source, position, position + _MAX_CHARACTERS_BETWEEN)
        if match is None:
            return False
        position = match.end()
    return True
