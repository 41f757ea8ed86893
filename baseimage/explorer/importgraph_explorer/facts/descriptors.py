"""Properties and other descriptors: what can be done with them, and of what type they are."""

from __future__ import annotations

import collections
import functools
import types
from typing import Any, Callable, Final

from ..looking import kinds, raw
from ..looking.caution import caution
from ..looking.layouts_in_c import access_in_c
from ..looking.slotted import is_frozen, is_slot
from .annotations import Scope, annotations_of
from .calls.textual import returned_type, taken_type
from .docs import own_doc

_ACCESSORS: Final = (("get", "__get__"), ("set", "__set__"), ("delete", "__delete__"))
_FUNCTIONS: Final = ("fget", "fset", "fdel")
_FieldOfTuple: Final = type(collections.namedtuple("_", "field").__dict__["field"])
_property_accessors: Final = tuple(
    (access, property.__dict__[slot].__get__) for access, slot in (("get", "fget"), ("set", "fset"), ("delete", "fdel"))
)


def access_of(value: object, owner: object = None) -> list[str]:
    """Whether it can be read, set and deleted through an instance of ``owner``, as far as that is known."""
    kind = type(value)
    if raw.is_subclass(kind, property):
        return [access for access, function in _property_accessors if function(value) is not None]
    if raw.is_subclass(kind, functools.cached_property):
        return ["get", "set", "delete"]
    if kind is _FieldOfTuple:
        # It has what sets and deletes, which refuse.
        return ["get"]
    if is_slot(value):
        return ["get"] if raw.is_class(owner) and is_frozen(owner) else ["get", "set", "delete"]
    if kind in kinds.SLOTS:
        return access_in_c(value)
    own = raw.instance_dict(value)
    if all(slot in own for slot in _FUNCTIONS):
        # ``types.DynamicClassAttribute``, and what is made like a property.
        return [access for access, slot in zip(("get", "set", "delete"), _FUNCTIONS) if own[slot] is not None]
    return [access for access, slot in _ACCESSORS if raw.class_attribute(kind, slot) is not raw.MISSING]


def types_of(value: object, scope_of: Callable[[types.FunctionType | None], Scope]) -> tuple[str | None, str | None]:
    """What reading gives and what setting takes, by the annotations of the functions behind."""
    getter: Any = kinds.wrapped_function(value)
    got = given = None
    if type(getter) is types.FunctionType:
        got = annotations_of(getter, scope_of(getter)).get("return")
    elif getter is not None:
        got = annotations_of(getter, scope_of(None)).get("return") or returned_type(_doc(getter))
    if raw.is_subclass(type(value), property):
        setter = property.__dict__["fset"].__get__(value)
        if type(setter) is types.FunctionType and setter.__code__.co_argcount > 1:
            given = annotations_of(setter, scope_of(setter)).get(setter.__code__.co_varnames[1])
        else:
            given = taken_type(_doc(setter))
        if raw.property_getter(value) is None:
            got = None
    return got, given


def class_given_by(value: object, owner: type) -> type | None:
    """The class that asking ``owner`` itself for a descriptor gives, where that is one which the descriptor keeps.

    pandas' accessors are of this kind. Finding it out runs the descriptor's code.
    """
    kept = [held for held in raw.instance_dict(value).values() if raw.is_class(held) and held is not owner]
    if not kept or caution.forbids_code:
        return None
    accessor: Any = type(value)
    try:
        given = accessor.__get__(value, None, owner)
    except BaseException:
        return None
    return next((held for held in kept if held is given), None)


def function_called_through(value: object, owner: type) -> types.FunctionType | None:
    """The function that is called when what a descriptor gives is, where it says that it wraps one.

    Whether it gives something to be called, or what its function returns, is found out by running its code.
    """
    wrapped = raw.instance_dict(value).get("__wrapped__")
    if type(wrapped) is not types.FunctionType or caution.forbids_code:
        return None
    accessor: Any = type(value)
    try:
        given = accessor.__get__(value, None, owner)
    except BaseException:
        return None
    if given is value:
        return None
    return wrapped if raw.class_attribute(type(given), "__call__") is not raw.MISSING else None


def _doc(function: object) -> str:
    doc = own_doc(function) if function is not None else None
    return doc if type(doc) is str else ""
