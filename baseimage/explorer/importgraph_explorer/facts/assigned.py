"""What the statement tells that gives an object its name, of what was made by a call, a lambda or the like."""

from __future__ import annotations

from types import FunctionType
from typing import Any, Optional

from ..looking import kinds
from ..looking.slotted import is_slot
from ..places.entities import Entity
from ..source.homes import Homes
from ..source.locations import Locations
from .attributes.unbound import UnboundNames
from .docs import is_made_up, is_made_up_of_field


class Assigned:
    """Completes the nodes of objects that are no plain values."""

    def __init__(self, homes: Homes, unbound: UnboundNames, locations: Locations) -> None:
        self._homes = homes
        self._unbound = unbound
        self._locations = locations

    def complete(self, fields: dict[str, Any], entity: Entity, owner: Optional[Entity]) -> None:
        """Add docs and a place where the object itself has none; a text that was made for it is none."""
        doc, location = fields.get("doc"), fields.get("location")
        value: Any = entity.value
        if entity.kind in ("data", "enumMember", "typeAlias", "attribute"):
            return
        if entity.kind == "class":
            if location is not None and "line" in location:
                return
            is_made = doc is not None and is_made_up(doc, value)
        elif entity.kind in kinds.ROUTINES:
            if (doc is not None and location is not None) or _is_by_statement(value, location):
                return
            is_made = False
        else:
            is_made = doc is not None and is_made_up_of_field(doc)
        home = self._homes.of(entity, owner)
        if is_made:
            del fields["doc"]
        if is_slot(value) and owner is not None:
            self._unbound.add_slot(fields, owner, home)
        elif self._locations.of_assignment(*home) is not None:
            if location is not None and "line" not in location:
                del fields["location"]
            self._unbound.add_written(fields, *home, owner=owner)
        if "doc" not in fields and doc is not None:
            fields["doc"] = doc


def _is_by_statement(value: object, location: Optional[dict[str, Any]]) -> bool:
    """Whether it is what a ``def`` has made, which nothing but its own text documents."""
    return (
        type(value) is FunctionType
        and location is not None
        and "line" in location
        and value.__code__.co_name != "<lambda>"
    )
