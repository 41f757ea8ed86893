"""Attributes that methods set on their instances, read off the code of these methods: nothing is run or parsed."""

from __future__ import annotations

import dataclasses
import types
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dis import findlinestarts
from opcode import opmap
from typing import Any, Final, NamedTuple, cast

from ...looking import kinds, raw
from ...wire.texts import is_name
from ..calls.signatures import function_behind
from .indirect import names_set_by_calls

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
_INIT_ONLY: Final = getattr(dataclasses, "_FIELD_INITVAR", None)
_MAX_INNER: Final = 100
_MAX_ATTRIBUTES: Final = 5000
# By class, which is kept so that its id stays its own: what describes a class asks as well as what is used of it.
_known: Final[dict[int, tuple[type, dict[str, SetAttribute]]]] = {}
# These run first, whatever else a class has.
_FIRST: Final = ("__new_member__", "__new__", "__init__", "__post_init__", "__attrs_post_init__")


class SetAttribute(NamedTuple):
    """An attribute that a class's methods set: by which of them first, where, and whether on the class itself."""

    name: str
    method: str
    code: types.CodeType
    module: object
    line: int | None
    on_class: bool


def attributes_set_by(cls: type) -> Mapping[str, SetAttribute]:
    """The attributes that the methods of a class's own body set on their first parameter, by name.

    Those of ``__init__`` come first, then those of the others in the order of the body.
    """
    known = _known.get(id(cls))
    if known is None:
        known = _known[id(cls)] = (cls, _attributes_set_by(cls))
    return known[1]


def _attributes_set_by(cls: type) -> dict[str, SetAttribute]:
    found: dict[str, SetAttribute] = {}
    inherited = inherited_fields(cls)
    for key, value in _in_order(raw.class_dict(cls)):
        # Enumerations keep what is written as ``__new__`` under another name.
        name = "__new__" if key == "__new_member__" else key
        for function in _functions_of(value):
            function = _as_written(function, cls)
            code = function.__code__
            own = _own_variable(code, name)
            stores = _stores(code, own) if own is not None else []
            if stores and is_name(name):
                on_class = name == "__init_subclass__" or raw.is_subclass(type(value), classmethod)
                is_made = code.co_filename.startswith("<")
                for attribute, line in stores:
                    if (is_made and attribute in inherited) or (on_class and _is_inherited(cls, attribute)):
                        continue
                    if attribute not in found and is_name(attribute):
                        found[attribute] = SetAttribute(attribute, name, code, function.__module__, line, on_class)
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


def types_of_fields(cls: type) -> dict[str, Any]:
    """The types that the fields of a class were given by ``attr.ib(type=…)``, by name."""
    fields: Any = raw.class_dict(cls).get("__attrs_attrs__")
    if not raw.is_subclass(type(fields), tuple):
        return {}
    found = {}
    for field in tuple.__iter__(fields):
        name, kind = raw.attribute(field, "name"), raw.attribute(field, "type")
        is_given = kind is not None and kind is not raw.MISSING
        if type(name) is str and is_given and raw.attribute(field, "inherited") is not True:
            found[name] = kind
    return found


def inherited_fields(cls: type) -> frozenset[str]:
    """The fields that a class made by ``dataclasses`` or attrs has from its bases, and has not declared again."""
    body = raw.class_dict(cls)
    fields = body.get("__dataclass_fields__")
    found: set[str] = set()
    if type(fields) is dict:
        above = [raw.class_dict(base).get("__dataclass_fields__") for base in raw.class_mro(cls)[1:]]
        for base in above:
            if type(base) is dict:
                found.update(name for name, field in base.items() if type(name) is str and fields.get(name) is field)
    attributes: Any = body.get("__attrs_attrs__")
    if raw.is_subclass(type(attributes), tuple):
        for attribute in tuple.__iter__(attributes):
            name = raw.attribute(attribute, "name")
            if type(name) is str and raw.attribute(attribute, "inherited") is True:
                found.add(name)
    return frozenset(found)


def is_no_attribute(cls: type, name: str, annotation: str) -> bool:
    """Whether an annotation in a dataclass stands for no attribute: ``InitVar`` without a default, ``KW_ONLY``."""
    fields = raw.class_dict(cls).get("__dataclass_fields__")
    if type(fields) is not dict:
        return False
    if name not in fields:
        return "KW_ONLY" in annotation
    return raw.attribute(fields[name], "_field_type") is _INIT_ONLY


def _is_inherited(cls: type, name: str) -> bool:
    return any(name in raw.class_dict(base) for base in raw.class_mro(cls)[1:])


def _in_order(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What a class's body holds, in the order in which it is looked at."""
    # Nothing is looked up: a name that is a text of a kind of its own would run code.
    named = [item for item in body.items() if type(item[0]) is str]
    first = [item for item in named if item[0] in _FIRST]
    first.sort(key=lambda item: _FIRST.index(item[0]))
    return [*first, *(item for item in named if item[0] not in _FIRST)] if first else named


def _functions_of(value: Any) -> Sequence[types.FunctionType]:
    """The functions that are run when something of a class's body is used on an instance."""
    kind = type(value)
    if kind is types.FunctionType:
        function = function_behind(value)
    elif kinds.is_value(value) or raw.is_class(value):
        return ()
    elif raw.is_subclass(kind, staticmethod):
        # Only __new__ is one that gets to see an instance.
        held = kinds.wrapped_function(value)
        return (held,) if type(held) is types.FunctionType and held.__code__.co_name == "__new__" else ()
    elif raw.is_subclass(kind, property):
        functions = [property.__dict__[slot].__get__(value) for slot in ("fget", "fset", "fdel")]
        return [function for function in functions if type(function) is types.FunctionType]
    else:
        function = function_behind(value)
    return (function,) if function is not None else ()


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


def _stores(code: types.CodeType, own: str) -> list[tuple[str, int | None]]:
    """The names that are stored to the variable's attributes, with their lines, also by functions within."""
    found: list[tuple[str, int | None]] = []
    waiting = [code]
    seen = 0
    while waiting and seen < _MAX_INNER:
        inner = waiting.pop()
        seen += 1
        offsets = [*_offsets_of_stores(inner, own), *names_set_by_calls(inner, own)]
        if offsets:
            starts = _line_starts(inner)
            found += [(name, _line_at(starts, offset)) for name, offset in offsets]
        if own in inner.co_cellvars or own in inner.co_freevars:
            waiting.extend(
                constant
                for constant in reversed(inner.co_consts)
                if type(constant) is types.CodeType and own in constant.co_freevars
            )
    return found


def _offsets_of_stores(code: types.CodeType, own: str) -> Iterator[tuple[str, int]]:
    content = code.co_code
    if _STORE not in content:
        return
    operations = content[::2]
    position = operations.find(_STORE)
    arguments = content[1::2]
    names = code.co_names
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
            yield names[index], 2 * position
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
