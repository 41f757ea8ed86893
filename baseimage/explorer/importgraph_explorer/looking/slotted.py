"""What classes with slots have in place of what was written in their body."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import FunctionType, MemberDescriptorType
from typing import Any, Final

from . import raw

_KEPT: Final = "cached_properties"
_NOTHING: Final[Mapping[str, Any]] = {}
# By function, which is kept so that its id stays its own.
_made: dict[int, tuple[FunctionType, Any]] = {}


def cached_properties(cls: type) -> Mapping[str, Any]:
    """The cached properties of a class that attrs made again with slots, by name.

    A slot is in the place of each, or one that a base has, and ``__getattr__`` calls the function.
    """
    body = raw.class_dict(cls)
    access = body.get("__getattr__")
    if type(access) is not FunctionType or "__attrs_attrs__" not in body:
        return _NOTHING
    kept = access.__globals__.get(_KEPT)
    if type(kept) is not dict:
        return _NOTHING
    return {
        name: _property_of(function)
        for name, function in kept.items()
        if type(name) is str and type(function) is FunctionType
    }


def is_slot(value: object) -> bool:
    """Whether this is what ``__slots__`` makes of a name, rather than a field of a class laid out in C."""
    if type(value) is not MemberDescriptorType:
        return False
    owner: Any = value.__objclass__
    return raw.is_heap_type(owner) and raw.class_dict(owner).get("__slots__") is not None


def doc_of_slot(value: Any) -> object:
    """What a dictionary ``__slots__`` says of the name, if it is one."""
    slots = raw.class_dict(value.__objclass__).get("__slots__")
    return slots.get(value.__name__) if type(slots) is dict else None


def is_frozen(cls: type) -> bool:
    """Whether instances of a class, as dataclasses and attrs make them, refuse what is set on them."""
    setter = raw.class_attribute(cls, "__setattr__")
    if type(setter) is not FunctionType:
        return False
    if setter.__code__.co_name == "_frozen_setattrs":
        return True
    parameters = raw.class_attribute(cls, "__dataclass_params__")
    return raw.attribute(parameters, "frozen") is True


def _property_of(function: FunctionType) -> Any:
    known = _made.get(id(function))
    if known is None:
        known = _made[id(function)] = (function, functools.cached_property(function))
    return known[1]
