"""Attributes that methods set on their instances, read off the code of these methods: nothing is run or parsed."""

from __future__ import annotations

import types
from bisect import bisect_left
from collections.abc import Iterator
from dis import findlinestarts
from opcode import opmap
from typing import Any, Final, NamedTuple, cast

from . import kinds, raw
from .indirect import names_set_by_calls
from .signatures import function_behind
from .texts import is_name

_STORE: Final = opmap["STORE_ATTR"]
_EXTENDED: Final = opmap["EXTENDED_ARG"]
# What loads one variable of the function, before 3.13 always by an instruction of its own.
_LOADS: Final = frozenset(opmap[name] for name in ("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW") if name in opmap)
_LAST_OF_TWO: Final = frozenset(
    opmap[name]
    for name in ("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW", "STORE_FAST_LOAD_FAST")
    if name in opmap
)
_DEREF: Final = opmap["LOAD_DEREF"]
_CELLS_ARE_LOCALS: Final = "COPY_FREE_VARS" in opmap  # from 3.11 on
_MAX_INNER: Final = 100
_MAX_ATTRIBUTES: Final = 5000
# These run first, whatever else a class has.
_FIRST: Final = ("__new__", "__init__", "__post_init__", "__attrs_post_init__")


class SetAttribute(NamedTuple):
    """An attribute that a class's methods set: by which of them first, where, and whether on the class itself."""

    name: str
    method: str
    code: types.CodeType
    module: object
    line: int | None
    on_class: bool


def attributes_set_by(cls: type) -> dict[str, SetAttribute]:
    """The attributes that the methods of a class's own body set on their first parameter, by name.

    Those of ``__init__`` come first, then those of the others in the order of the body.
    """
    found: dict[str, SetAttribute] = {}
    # Nothing is looked up: a name that is a text of a kind of its own would run code.
    for name, value in sorted(raw.class_dict(cls).items(), key=lambda item: _order(item[0])):
        if type(name) is not str or not is_name(name) or kinds.is_value(value) or raw.is_class(value):
            continue
        for function in (_as_written(function, cls) for function in _functions_of(value)):
            on_class = name == "__init_subclass__" or raw.is_subclass(type(value), classmethod)
            own = _own_variable(function.__code__, name)
            for attribute, line in _stores(function.__code__, own) if own is not None else ():
                if attribute not in found and is_name(attribute):
                    found[attribute] = SetAttribute(
                        attribute, name, function.__code__, function.__module__, line, on_class
                    )
        if len(found) > _MAX_ATTRIBUTES:
            break
    return found


def attrs_fields(cls: type) -> list[str]:
    """The fields of a class that attrs made, which its ``__init__`` may set by other means than assignments."""
    fields: Any = raw.class_dict(cls).get("__attrs_attrs__")
    if not raw.is_subclass(type(fields), tuple):
        return []
    own = [field for field in tuple.__iter__(fields) if raw.attribute(field, "inherited") is not True]
    names = [raw.attribute(field, "name") for field in own[:_MAX_ATTRIBUTES]]
    return [name for name in names if type(name) is str]


def _order(name: object) -> int:
    return _FIRST.index(name) if type(name) is str and name in _FIRST else len(_FIRST)


def _functions_of(value: Any) -> Iterator[types.FunctionType]:
    if raw.is_subclass(type(value), staticmethod):
        # Only __new__ is one that gets to see an instance.
        value = kinds.wrapped_function(value)
        if type(value) is types.FunctionType and value.__name__ == "__new__":
            yield value
        return
    if raw.is_subclass(type(value), property):
        for slot in ("fget", "fset", "fdel"):
            function = property.__dict__[slot].__get__(value)
            if type(function) is types.FunctionType:
                yield function
        return
    function = function_behind(value)
    if function is not None:
        yield function


def _as_written(function: types.FunctionType, cls: type) -> types.FunctionType:
    """The method that was decorated, where this is what a decorator made of it."""
    for _ in range(_MAX_INNER):
        following = function.__dict__.get("__wrapped__")
        if type(following) is not types.FunctionType:
            following = _method_in_closure(function, cls)
        if following is None:
            break
        function = following
    return function


def _method_in_closure(function: types.FunctionType, cls: type) -> types.FunctionType | None:
    """The method of the class that a decorator's function calls, where nothing else tells of it."""
    said = kinds.claim_of(function) if function.__closure__ else None
    if said is None or "<locals>" not in said[1]:
        return None
    for cell in (function.__closure__ or ())[:_MAX_INNER]:
        held = raw.cell_content(cell)
        inner = kinds.claim_of(held) if type(held) is types.FunctionType else None
        if inner is not None and (inner[0], inner[1].rpartition(".")[0]) == raw.class_claim(cls):
            return cast(types.FunctionType, held)
    return None


def _own_variable(code: types.CodeType, name: str) -> str | None:
    """The variable that holds the instance: the first parameter, or what ``__new__`` calls ``self``."""
    if name == "__new__":
        return "self" if "self" in code.co_varnames or "self" in code.co_cellvars else None
    return code.co_varnames[0] if code.co_argcount and code.co_varnames else None


def _stores(code: types.CodeType, own: str) -> Iterator[tuple[str, int | None]]:
    """The names that are stored to the variable's attributes, with their lines, also by functions within."""
    waiting = [code]
    seen = 0
    while waiting and seen < _MAX_INNER:
        inner = waiting.pop()
        seen += 1
        yield from _stores_of_one(inner, own)
        starts = None
        for name, offset in names_set_by_calls(inner, own):
            starts = starts or _line_starts(inner)
            yield name, _line_at(starts, offset)
        waiting.extend(
            constant
            for constant in reversed(inner.co_consts)
            if type(constant) is types.CodeType and own in constant.co_freevars
        )


def _stores_of_one(code: types.CodeType, own: str) -> Iterator[tuple[str, int | None]]:
    content = code.co_code
    operations = content[::2]
    position = operations.find(_STORE)
    if position < 0:
        return
    arguments = content[1::2]
    names = code.co_names
    starts: list[tuple[int, int | None]] | None = None
    local, cell = _places(code, own)
    while position >= 0:
        before = position - 1
        index = arguments[position]
        shift = 8
        while before >= 0 and operations[before] == _EXTENDED and shift <= 24:
            index |= arguments[before] << shift
            shift += 8
            before -= 1
        if before >= 0 and index < len(names) and _loads(operations[before], arguments[before], local, cell):
            if starts is None:
                starts = _line_starts(code)
            yield names[index], _line_at(starts, 2 * position)
        position = operations.find(_STORE, position + 1)


def _loads(operation: int, argument: int, local: int | None, cell: int | None) -> bool:
    if operation in _LOADS:
        return argument == local
    if operation in _LAST_OF_TWO:
        return argument & 15 == local
    return operation == _DEREF and argument == cell


def _places(code: types.CodeType, own: str) -> tuple[int | None, int | None]:
    """The arguments by which instructions name a variable: as a local one, and as one in a cell."""
    variables = code.co_varnames
    local = variables.index(own) if own in variables else None
    if not _CELLS_ARE_LOCALS:
        cells = (*code.co_cellvars, *code.co_freevars)
        return local, cells.index(own) if own in cells else None
    if local is not None:
        return local, local
    further = [name for name in code.co_cellvars if name not in variables]
    cells = (*further, *code.co_freevars)
    return None, len(variables) + cells.index(own) if own in cells else None


def _line_starts(code: types.CodeType) -> list[tuple[int, int | None]]:
    try:
        return list(findlinestarts(code))
    except Exception:
        return []


def _line_at(starts: list[tuple[int, int | None]], offset: int) -> int | None:
    # A pair sorts before all that begin with a higher offset.
    position = bisect_left(starts, (offset + 1,))
    return starts[position - 1][1] if position else None
