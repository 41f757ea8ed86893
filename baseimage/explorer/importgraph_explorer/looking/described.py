"""Objects whose members are described by other objects: nothing of the kind is in their dictionary or in a class's.

Interfaces of ``zope.interface`` keep methods and attributes as objects that tell of them; message classes of protobuf
have a descriptor of their fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Optional

from . import raw

# The class of interfaces itself hides what module it is from.
_SPECIFICATION: Final = ("zope.interface.interface", "Specification")
_METHOD: Final = ("zope.interface.interface", "Method")
_ATTRIBUTE: Final = ("zope.interface.interface", "Attribute")
_OWN: Final = "_InterfaceClass__attrs"
_MOST_BASES: Final = 200
_MOST_FIELDS: Final = 10_000

_known: dict[tuple[type, tuple[str, str]], bool] = {}


class Field:
    """Stands for a field that only instances of a class have."""


def is_interface(value: object) -> bool:
    """Whether this is an interface: it was made by a class statement, and is no class."""
    return _is_a(value, _SPECIFICATION) and _OWN in raw.instance_dict(value)


def kind_of(value: object) -> Optional[str]:
    """The kind of node that such a member is; None for anything else."""
    if type(value) is Field:
        return "attribute"
    if _is_a(value, _ATTRIBUTE):
        return "method" if _is_a(value, _METHOD) else "attribute"
    return None


def members_of_interface(value: object) -> dict[str, Any]:
    """What an interface and those that it extends ask for, by name; those above it are no classes to inherit from."""
    found: dict[str, Any] = {}
    for interface in (value, *interfaces_above(value)):
        for name, member in own_members(interface).items():
            found.setdefault(name, member)
    return found


def interfaces_above(value: object) -> list[object]:
    """The interfaces that an interface extends, in the order in which they are asked for a name."""
    order = raw.attribute(value, "__iro__")
    above = order[:_MOST_BASES] if type(order) is tuple else ()
    return [interface for interface in above if interface is not value and is_interface(interface)]


def own_members(interface: object) -> Mapping[str, Any]:
    """What an interface itself asks for."""
    own = raw.instance_dict(interface).get(_OWN)
    return own if type(own) is dict else {}


def claim_of(value: object) -> Optional[tuple[str, str]]:
    """Where an interface or a member of one says to be defined."""
    if is_interface(value):
        said = raw.instance_dict(value).get("__identifier__")
        module, _, last = said.rpartition(".") if type(said) is str else ("", "", "")
        return (module, last) if module and last else None
    if _is_a(value, _ATTRIBUTE):
        own = raw.instance_dict(value)
        holder = claim_of(own.get("interface"))
        name = own.get("__name__")
        return (holder[0], f"{holder[1]}.{name}") if holder is not None and type(name) is str else None
    return None


def signature_of(value: object) -> Optional[dict[str, Any]]:
    """The signature of an interface's method, as it was written: without ``self``."""
    if not _is_a(value, _METHOD):
        return None
    own = raw.instance_dict(value)
    positional, optional = own.get("positional"), own.get("_optional")
    parameters: list[dict[str, Any]] = []
    for name in positional if type(positional) is tuple else ():
        parameter = {"name": name, "kind": "positionalOrKeyword"}
        if type(optional) is dict and name in optional:
            parameter["default"] = optional[name]
        parameters.append(parameter)
    for key, kind in (("varargs", "varPositional"), ("kwargs", "varKeyword")):
        if own.get(key):
            parameters.append({"name": own[key], "kind": kind})
    return {"parameters": parameters} if all(type(one["name"]) is str for one in parameters) else None


def names_of_message(cls: type) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a message class of protobuf has by its descriptor: of its instances, and of its own, maybe.

    This runs code of protobuf.
    """
    descriptor: Any = raw.class_dict(cls).get("DESCRIPTOR")
    try:
        fields = [field.name for field in descriptor.fields]
        groups = (descriptor.nested_types, descriptor.enum_types, descriptor.extensions)
        further = [one.name for group in groups for one in group]
        further += [value.name for group in descriptor.enum_types for value in group.values]
        further += [f"{name.upper()}_FIELD_NUMBER" for name in fields]
    except Exception:
        return frozenset(), frozenset()
    of_instances, own = (
        frozenset(name for name in names[:_MOST_FIELDS] if type(name) is str) for names in (fields, further)
    )
    return of_instances, own


def _is_a(value: object, claim: tuple[str, str]) -> bool:
    cls = type(value)
    known = _known.get((cls, claim))
    if known is None:
        known = any(raw.class_claim(base) == claim for base in raw.class_mro(cls))
        _known[cls, claim] = known
    return known
