"""Names that modules and classes make up only when they are asked for them. Asking runs code of the package."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable, Final

from ..wire.texts import is_name
from . import raw
from .described import Field, names_of_message

# Tells of a name that could not be looked at: the name, and what was raised.
Report = Callable[[str, BaseException], None]

_MOST_HINTS: Final = 10_000
_MOST_NAMES: Final = 60_000
_MAX_DEPTH: Final = 3
_PLAIN_MODULE: Final = (types.ModuleType, object)
_type_access: Final = type.__dict__["__getattribute__"]


def is_lazy(module: object) -> bool:
    """Whether a module may have more than its globals: by PEP 562, or as it is of a class of its own."""
    if raw.is_module(module):
        return type(module) is not types.ModuleType or "__getattr__" in raw.module_dict(module)
    return raw.class_attribute(type(module), "__getattr__") is not raw.MISSING


def announced_by_module(module: object, exported: set[str], report: Report) -> Iterable[str]:
    """What a lazy module says that it has: what it exports, what ``dir`` gives, and what its class has, sorted."""
    names = set(exported)
    try:
        listed = dir(module)
    except BaseException as error:
        report("__dir__", error)
        listed = []
    cls = type(module)
    names.update(name for name in listed if type(name) is str and raw.class_attribute(cls, name) is raw.MISSING)
    for base in raw.class_mro(cls):
        if base not in _PLAIN_MODULE:
            names.update(name for name in raw.class_dict(base) if type(name) is str and not name.startswith("_"))
    return sorted(names)


def hinted_by_module(module: object) -> list[str]:
    """Names that the module's ``__getattr__`` speaks of, in its code or in tables that it looks into, sorted."""
    names = raw.module_dict(module) if raw.is_module(module) else {}
    function = names.get("__getattr__")
    if type(function) is not types.FunctionType:
        return []
    found: set[str] = set()
    _hints_in(function.__code__.co_consts, found, 0)
    tables = [function.__globals__.get(name) for name in function.__code__.co_names]
    # One that is made for many modules has the table of each around it.
    tables += [raw.cell_content(cell) for cell in function.__closure__ or ()]
    for table in tables:
        if type(table) in (dict, list, tuple, set, frozenset):
            _hints_in(table, found, 0)
    return sorted(found)


def _hints_in(values: Any, found: set[str], depth: int) -> None:
    for value in list(values)[:_MOST_HINTS]:
        if type(value) is str:
            if value.isidentifier() and not value.startswith("__") and len(found) < _MOST_HINTS:
                found.add(value)
        elif type(value) in (tuple, frozenset) and depth < _MAX_DEPTH:
            _hints_in(value, found, depth + 1)
        elif type(value) is types.CodeType and depth < _MAX_DEPTH:
            _hints_in(value.co_consts, found, depth + 1)


def has_own_access(cls: type) -> bool:
    """Whether a class's metaclass has a say in which names the class has, as those of binding generators do."""
    metaclass = type(cls)
    if metaclass is type:
        return False
    return (
        raw.class_attribute(metaclass, "__getattribute__") is not _type_access
        or raw.class_attribute(metaclass, "__dir__") is not type.__dict__["__dir__"]
    )


def fill(cls: type) -> None:
    """Make a class fill its body, where its metaclass does so when it is first looked at."""
    try:
        getattr(cls, "__importgraph__", None)
    except BaseException:
        return


def made_by_metaclass(cls: type) -> Iterator[tuple[str, object]]:
    """What ``dir`` lists for the class, or its descriptor, and no class that it inherits from has in its body.

    Of what is only there for instances the value is a ``described.Field``.
    """
    try:
        listed = dir(cls)
    except BaseException:
        return
    fields, further = names_of_message(cls)
    names = [*listed[:_MOST_NAMES], *sorted(fields | further)]
    # All are looked for before any is asked for, which may put others into the body.
    missing = [name for name in names if is_name(name) and raw.class_attribute(cls, name) is raw.MISSING]
    for name in dict.fromkeys(missing):
        try:
            value = getattr(cls, name)
        except BaseException:
            # Listed and not there, or only of instances.
            if name in fields:
                yield name, Field()
            continue
        yield name, value
    for name, value in _values_beside(cls):
        if name not in names and raw.class_attribute(cls, name) is raw.MISSING:
            try:
                is_given = type(getattr(cls, name)) is cls
            except BaseException:
                continue
            if is_given:
                yield name, value


def _values_beside(cls: type) -> list[tuple[str, object]]:
    """The numbers that are a class's, in the body around it: an enumeration of sip gives them, and lists none."""
    claim = raw.class_claim(cls)
    if claim is None or not raw.is_subclass(cls, int):
        return []
    module: Any = sys.modules.get(claim[0])
    names: Mapping[Any, Any] = raw.module_dict(module) if raw.is_module(module) else {}
    for part in claim[1].split(".")[:-1]:
        around: Any = names.get(part)
        names = raw.class_dict(around) if raw.is_class(around) else {}
    return sorted((name, value) for name, value in list(names.items()) if type(value) is cls and is_name(name))
