"""Whether functions may give something else in the next run, or on another machine, by what names their code has."""

from __future__ import annotations

import os
import types
from collections.abc import Iterator, Mapping
from opcode import opmap
from typing import Any, Final, Optional

from ..looking import raw
from . import chance

_BUILDS_SET: Final = frozenset(opmap[name] for name in ("BUILD_SET", "SET_ADD") if name in opmap)
_MAX_STEPS: Final = 5
_BUILTINS: Final = (type(None), bool, int, float, str, bytes, list, dict, tuple, set, frozenset)
_HAS_DOCSTRING: Final = 0x4000000
_LIBRARY: Final = f"{os.path.dirname(os.__file__)}/"

# By its identity, with it, so that this stays its own: equal code may have other names around it.
_known: dict[int, tuple[types.CodeType, bool]] = {}


def varies(function: types.FunctionType) -> bool:
    """Whether a function may give something else, by what it has names for and what that has."""
    code = function.__code__
    if id(code) not in _known:
        _known[id(code)] = (code, _reaches_chance(function))
    return _known[id(code)][1]


def documents_by_chance(decorator: types.FunctionType) -> bool:
    """Whether a function may give another docstring to what it decorates, by those parts of it that speak of any."""
    return _docs_vary(decorator.__code__, decorator.__globals__, _MAX_STEPS)


def varies_for(method: types.FunctionType, value: object) -> bool:
    """Whether a method may give something else for an object, by what it asks this, and what this holds, for."""
    own = raw.instance_dict(value)
    asked = [value, *(own[name] for name in method.__code__.co_names if type(own.get(name)) not in _BUILTINS)]
    return varies(method) or any(_asked_varies(method, type(one), set()) for one in asked)


def _asked_varies(method: types.FunctionType, cls: type, seen: set[str]) -> bool:
    """Whether what a method's code has names for may vary, where these are those of a class.

    What an object holds is judged by the methods that speak of it.
    """
    for name in method.__code__.co_names:
        held: Any = raw.class_attribute(cls, name)
        if name in seen or held is raw.MISSING:
            continue
        seen.add(name)
        getter = raw.property_getter(held) if type(held) is property else held
        of_class = [getter] if type(getter) is types.FunctionType else _speaking_of(name, cls)
        if any(one is not method and (varies(one) or _asked_varies(one, cls, seen)) for one in of_class):
            return True
    return False


def _speaking_of(name: str, cls: type) -> list[types.FunctionType]:
    held = raw.class_dict(cls).values()
    return [one for one in held if type(one) is types.FunctionType and name in one.__code__.co_names]


def is_of_library(function: types.FunctionType) -> bool:
    """Whether the name of a function is enough to know what it does: nobody need look into the standard library."""
    module: Any = function.__module__
    file = function.__code__.co_filename
    is_in_it = file.startswith((_LIBRARY, "<frozen ")) and "/site-packages/" not in file
    return is_in_it or (type(module) is str and module.partition(".")[0] in chance.LIBRARY)


def making(cls: type) -> Iterator[types.FunctionType]:
    """The functions that are run when an object of a class is made, as far as they are written in Python."""
    return _functions_of((raw.class_dict(base) for base in raw.class_mro(cls)), ("__new__", "__init__"))


def calling(decorator: Any) -> Iterator[types.FunctionType]:
    """The functions that are run when a decorator is: it itself, or what objects of the class are called by."""
    if type(decorator) is types.FunctionType and not is_of_library(decorator):
        yield decorator
    elif raw.is_class(decorator):
        yield from _functions_of((raw.class_dict(base) for base in raw.class_mro(decorator)), ("__call__",))


def making_class(cls: type) -> Iterator[types.FunctionType]:
    """The functions that are run when a class is made, as far as they are written in Python."""
    metaclasses = (raw.class_dict(base) for base in raw.class_mro(type(cls)))
    yield from _functions_of(metaclasses, ("__new__", "__init__", "__prepare__"))
    yield from _functions_of((raw.class_dict(base) for base in raw.class_mro(cls)[1:]), ("__init_subclass__",))


def is_made(value: object) -> bool:
    """Whether this is a value that statements make: functions, classes and modules are the same in every run."""
    is_same = value is None or type(value) in (bool, types.FunctionType)
    return not (is_same or raw.is_class(value) or raw.is_module(value))


def class_named(qualname: str, names: Mapping[str, Any]) -> Any:
    """The class of this name in a module, by the names of that; MISSING where it is something else."""
    first, *rest = qualname.split(".")
    cls: Any = names.get(first)
    for part in rest:
        cls = raw.class_dict(cls).get(part) if raw.is_class(cls) else None
    return cls if raw.is_class(cls) else raw.MISSING


def held_at(qualname: str, names: Mapping[str, Any]) -> Any:
    """What a name of a module, or of a class in it, stands for; None where it stands for nothing."""
    holder, _, name = qualname.rpartition(".")
    cls = class_named(holder, names) if holder else None
    return raw.class_dict(cls).get(name) if raw.is_class(cls) else None if holder else names.get(name)


def docstring_of(code: types.CodeType) -> Optional[str]:
    """The docstring that stands in a function, whatever its object says now."""
    first = code.co_consts[0] if code.co_consts else None
    if type(first) is not str or code.co_name == "<lambda>":
        return None
    # Before 3.14 the first constant is the docstring's, or None.
    return first if not _MARKS_DOCSTRINGS or code.co_flags & _HAS_DOCSTRING else None


def has_docstring(function: types.FunctionType) -> bool:
    """Whether a function is documented by what stands in it."""
    doc: Any = function.__doc__
    return type(doc) is str and doc == docstring_of(function.__code__)


def _functions_of(dicts: Iterator[Mapping[str, Any]], names: tuple[str, ...]) -> Iterator[types.FunctionType]:
    for held_by in dicts:
        for name in names:
            held: Any = held_by.get(name)
            function = held.__func__ if type(held) in (staticmethod, classmethod) else held
            if type(function) is types.FunctionType and not is_of_library(function):
                yield function


def _reaches_chance(function: types.FunctionType) -> bool:
    """Whether a function, or one that it calls a few steps on, calls chance or makes a set."""
    seen: set[int] = set()
    called = [function]
    for _ in range(_MAX_STEPS):
        following: list[types.FunctionType] = []
        for one in called:
            if id(one.__code__) not in seen:
                seen.add(id(one.__code__))
                for code in _with_inner(one.__code__):
                    if _says_so(code):
                        return True
                    following += _called_by(code, one.__globals__)
        called = following
    return False


def _with_inner(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if type(constant) is types.CodeType:
            yield from _with_inner(constant)


def _says_so(code: types.CodeType) -> bool:
    """Whether code calls chance or makes a set, by its names and instructions."""
    used = frozenset(code.co_names)
    words = used & chance.OF_CHANCE
    if words - chance.AMBIGUOUS or (words and used & chance.SPEAKING):
        return True
    return bool(used & chance.SETS or _BUILDS_SET.intersection(code.co_code[::2])) and "sorted" not in used


def _called_by(code: types.CodeType, names: Mapping[str, Any]) -> Iterator[types.FunctionType]:
    for name in code.co_names:
        function = names.get(name)
        if type(function) is types.FunctionType and not is_of_library(function):
            yield function


def _docs_vary(code: types.CodeType, names: Mapping[str, Any], steps: int) -> bool:
    if not _has_docs(code):
        called = _called_by(code, names) if steps else ()
        return any(_docs_vary(one.__code__, one.__globals__, steps - 1) for one in called)
    inner = [one for one in code.co_consts if type(one) is types.CodeType]
    # Comprehensions are code of their own, and run with what is around them.
    return any(_says_so(one) for one in (code, *inner) if one is code or one.co_name[0] == "<") or any(
        _docs_vary(one, names, steps) for one in inner if _has_docs(one)
    )


def _has_docs(code: types.CodeType) -> bool:
    """Whether code, or what is defined in it, speaks of docstrings."""
    return (
        "__doc__" in code.co_names
        or any(one == "__doc__" for one in code.co_consts if type(one) is str)
        or any(_has_docs(one) for one in code.co_consts if type(one) is types.CodeType)
    )


def _documented() -> None:
    """Has its docstring marked from 3.14 on."""


_MARKS_DOCSTRINGS: Final = bool(_documented.__code__.co_flags & _HAS_DOCSTRING)
