"""Makes of imported values what they are: names that lead to where the value is written.

That two names have the same plain value says nothing; that one is imported from the other does, and the source says it.
"""

from __future__ import annotations

import sys
from typing import Final, Optional

from ..installed.ownership import OURS, STANDARD, Ownership
from ..looking import raw
from ..places.entities import Entity, Place
from ..places.graph import Graph
from .imports import Imports
from .locations import Locations
from .sources import SourceFile

_MOST_STEPS: Final = 30


class Linker:
    """Follows imports of values, in our modules and in those of other distributions."""

    def __init__(self, graph: Graph, ownership: Ownership, locations: Locations) -> None:
        self._graph = graph
        self._ownership = ownership
        self._locations = locations
        self._imports = Imports(self._source_of)
        self._foreign_sources: dict[str, Optional[SourceFile]] = {}

    def link(self) -> Imports:
        """Replace each value that a module or a class of ours imports by the one that it is imported from.

        Returns what has read the sources for it.
        """
        holders = [(entity, name, "") for name, entity in self._graph.modules.items()]
        holders += [
            (entity, *entity.claim)
            for entity in self._graph.classes()
            if entity.claim is not None and entity.claim[0] in self._graph.modules
        ]
        linked: list[tuple[Entity, str, Entity]] = []
        for entity, module, qualname in holders:
            for name, member in entity.members.items():
                if member.plain:
                    origin = self._imports.origin(module, qualname, name)
                    target = self._target(origin, member) if origin is not None else None
                    if target is not None and target is not member:
                        linked.append((entity, name, target))
        for entity, name, target in linked:
            entity.members[name] = target
        return self._imports

    def _target(self, place: Place, member: Entity) -> Optional[Entity]:
        """What has the value at the end of the way that begins at a place."""
        found: Optional[Entity] = None
        for _ in range(_MOST_STEPS):
            module, name = place
            entity = self._graph.modules.get(module)
            if entity is None:
                return self._foreign(place, member) or found
            there = entity.members.get(name)
            if there is None or not there.plain or there.value is not member.value:
                return found
            found = there
            there.place = place
            following = self._imports.origin(module, "", name)
            if following is None:
                return found
            place = following
        return None

    def _foreign(self, place: Place, member: Entity) -> Optional[Entity]:
        last: Optional[Place] = None
        for _ in range(_MOST_STEPS):
            owner = self._ownership.owner(place[0])
            module = sys.modules.get(place[0])
            if owner in (None, OURS) or not raw.is_module(module):
                break
            if raw.module_dict(module).get(place[1], raw.MISSING) is not member.value:
                break
            last = place
            # The library takes nothing from others, and what it takes from itself has the name that people know.
            following = self._imports.origin(place[0], "", place[1]) if owner is not STANDARD else None
            if following is None:
                break
            place = following
        if last is None:
            return None
        found = Entity(member.value, member.kind, plain=True)
        found.foreign = self._ownership.reference(*last)
        return found

    def _source_of(self, module: str) -> Optional[SourceFile]:
        if module in self._graph.modules:
            return self._locations.source_of_module(module)
        if module not in self._foreign_sources:
            file = self._ownership.module_file(module)
            found = Locations({module: file}).source_of_module(module) if file is not None else None
            self._foreign_sources[module] = found
        return self._foreign_sources[module]
