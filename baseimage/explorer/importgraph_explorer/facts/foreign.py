"""The names of a class or an interface that is not ours: what ours inherit from it."""

from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Mapping
from opcode import opmap
from types import FunctionType
from typing import Any, Final, Generic, Protocol

from ..looking import described, raw
from ..looking.members import names_in_class
from ..wire.texts import is_name
from .attributes.attributes import attributes_set_by

# What the interpreter and the library keep in classes, and members leave out: known of those that all such classes
# inherit from, or are made by.
_KEPT: Final[Mapping[type, frozenset[str]]] = {
    object: frozenset({"__dict__", "__doc__", "__module__", "__weakref__"}).union(
        {"__firstlineno__", "__static_attributes__"} if sys.version_info >= (3, 13) else ()
    ),
    type: frozenset(type.__dict__),
    ABCMeta: frozenset({"_abc_impl"}),
    Generic: frozenset({"__orig_bases__", "__parameters__"}),
    Protocol: frozenset({"__non_callable_proto_members__", "__protocol_attrs__"}),
}
_CONSTANT: Final = opmap["LOAD_CONST"]
_STORE_ITEM: Final = opmap["STORE_SUBSCR"]


def names_of_foreign(holder: object) -> list[str]:
    """The names of a foreign class, or those that a foreign interface asks for itself, sorted."""
    if raw.is_class(holder):
        return names_of_foreign_class(holder)
    return sorted(filter(is_name, described.own_members(holder)))


def names_of_foreign_class(cls: type) -> list[str]:
    """The names that a foreign class or its instances have, sorted, its bases' left out; nothing of it is run."""
    names: set[str] = {name for name in names_in_class(cls) if is_name(name)}
    names.update(attributes_set_by(cls))
    names.update(filter(is_name, annotated_names(cls)))
    for kept, known in _KEPT.items():
        if cls is kept:
            names |= known
    return sorted(names)


def annotated_names(cls: type) -> set[str]:
    """The names that the body of a class annotates."""
    body = raw.class_dict(cls)
    ready: Any = body.get("__annotations__")
    if type(ready) is dict:
        return {name for name in ready if type(name) is str}
    # From 3.14 on a function makes them when they are asked for (PEP 649); its code says which it makes.
    annotate = body.get("__annotate_func__")
    return _stored_keys(annotate) if type(annotate) is FunctionType else set()


def _stored_keys(function: FunctionType) -> set[str]:
    code = function.__code__
    content = code.co_code
    keys: set[str] = set()
    for position in range(2, len(content), 2):
        if content[position] == _STORE_ITEM and content[position - 2] == _CONSTANT:
            key = code.co_consts[content[position - 1]]
            if type(key) is str:
                keys.add(key)
    return keys
