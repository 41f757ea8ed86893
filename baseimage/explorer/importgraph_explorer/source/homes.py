"""Where values are assigned that do not say it themselves, and have their best name in another module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from ..places.entities import Entity, Place, rank
from .locations import Locations


class Homes:
    """Finds the module that makes a value, among all that hold it."""

    def __init__(self, modules: Mapping[str, Entity], locations: Locations) -> None:
        self._modules = modules
        self._locations = locations
        self._names: Optional[dict[int, list[Place]]] = None

    def of(self, entity: Entity) -> Place:
        """The module whose source assigns the value, and its name there; where it is defined if no source does."""
        known = entity.defined
        others = [place for place in self._names_of(entity) if place != known]
        if not others:
            return known
        others.sort(key=lambda place: rank(".".join(place)))
        return next((place for place in (known, *others) if self._locations.of_assignment(*place) is not None), known)

    def _names_of(self, entity: Entity) -> list[Place]:
        """The names that modules have for a value which does not say where it is defined."""
        if self._names is None:
            self._names = {}
            for module, holder in self._modules.items():
                for name, member in holder.members.items():
                    if member.kind == "data" and not member.plain and member.claim is None:
                        self._names.setdefault(id(member), []).append((module, name))
        return self._names.get(id(entity), [])
