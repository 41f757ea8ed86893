"""What kind of function something is: that of what is called, not of what this wraps."""

from __future__ import annotations

import functools
import inspect
import types
from typing import Any, Final

from ...looking import kinds, raw

_GENERATOR: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_ASYNC: Final = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_MAX_STEPS: Final = 50
# What functions are marked with that return a coroutine without being one: by ``inspect``, and before 3.12 by others.
_MARKS: Final = ("_is_coroutine_marker", "_is_coroutine")

_partial_function: Final = functools.partial.__dict__["func"].__get__
_property_parts: Final = tuple(property.__dict__[name].__get__ for name in ("fget", "fset", "fdel"))


def flags_of(value: object) -> list[str]:
    """The flags abstract, async, final and generator of something that is called, or of a property."""
    if type(value) is types.FunctionType and not value.__dict__:
        return _flags(value.__code__.co_flags, False, False, False)
    called = _called(value)
    own = raw.instance_dict(called)
    code: Any = raw.attribute(called, "__code__") if called is not None else None
    is_marked = any(mark is not None and mark is not False for mark in map(own.get, _MARKS))
    is_final = own.get("__final__") is True or raw.instance_dict(value).get("__final__") is True
    flags = code.co_flags if type(code) is types.CodeType else 0
    return _flags(flags, is_marked, _is_abstract(value), is_final)


def _flags(code_flags: int, is_marked: bool, is_abstract: bool, is_final: bool) -> list[str]:
    found = ["abstract"] if is_abstract else []
    if is_marked or code_flags & _ASYNC:
        found.append("async")
    if is_final:
        found.append("final")
    if code_flags & _GENERATOR:
        found.append("generator")
    return found


def _called(value: Any) -> object:
    """What runs when something is called, or a property is read: a function, of Python's or of a compiler's."""
    for _ in range(_MAX_STEPS):
        kind = type(value)
        if kind is types.FunctionType or value is None:
            return value
        if kind is types.MethodType:
            value = value.__func__
        elif raw.is_subclass(kind, functools.partial):
            value = _partial_function(value)
        elif raw.class_attribute(kind, "__code__") is not raw.MISSING or kind is functools.singledispatchmethod:
            return value
        elif _is_called_itself(value, kind):
            return None
        else:
            value = kinds.wrapped_function(value)
    return None


def _is_called_itself(value: object, kind: type) -> bool:
    """Whether it has code of its own for being called: what it wraps says nothing of what that does."""
    if raw.is_subclass(kind, staticmethod) or kinds.behind_proxy(value) is not raw.MISSING:
        return False
    return raw.class_attribute(kind, "__call__") is not raw.MISSING


def _is_abstract(value: object) -> bool:
    for _ in range(_MAX_STEPS):
        if raw.instance_dict(value).get("__isabstractmethod__") is True:
            return True
        if raw.is_subclass(type(value), property):
            return any(_is_abstract(part(value)) for part in _property_parts)
        if type(value) is types.FunctionType or value is None:
            return False
        value = kinds.wrapped_function(value)
    return False
