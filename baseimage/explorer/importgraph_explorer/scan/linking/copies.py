"""Further names for plain values and types, each of which is something of its own."""

from __future__ import annotations

from typing import Any, Optional

from ...facts.values import VALUE_CHARACTERS, exact_text
from ...places.entities import Entity
from ..reading.scopes import Alias, Definition


def typing_alias(alias: Alias) -> Definition:
    """What another name for a type is that only type checkers get to see."""
    definition = alias.otherwise
    if definition.kind == "data":
        definition.kind = "typeAlias"
        definition.fields.setdefault("value", ".".join(alias.parts)[:VALUE_CHARACTERS])
    return definition


def copied_value(entity: Entity, otherwise: Definition) -> Optional[Definition]:
    """What another name for a plain value is: the value, with what is written at that name."""
    value: Any = entity.value
    if not entity.plain or entity.foreign is not None or entity.kind not in ("data", "typeAlias"):
        return None
    if isinstance(value, Definition):
        return otherwise.copy(value)
    text = exact_text(value)
    if entity.kind != "data" or text is None:
        return None
    # One of the standard library's.
    of_library = Definition(otherwise.scope, otherwise.qualname, "data", {"value": text})
    of_library.hint = ("builtin", (type(value).__name__,))
    of_library.value = value
    return otherwise.copy(of_library)


def adopted(entity: Entity) -> Entity:
    """What another name for the same makes of it: of a plain value an entity of its own."""
    if not entity.plain or entity.foreign is not None:
        return entity
    return Entity(entity.value, entity.kind, plain=True)
