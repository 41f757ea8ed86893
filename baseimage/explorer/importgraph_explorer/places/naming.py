"""Gives every object of ours its one canonical place.

An object is where it claims to be when looking there gives it. Any other takes the best of the paths that lead to it:
the fewest names that begin with ``_``, then the shortest, then the first.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Set

from ..installed.ownership import clashes, joined
from .entities import Entity, Place, Rank, rank


def give_places(modules: Iterable[Entity], module_names: Set[str]) -> list[tuple[Entity, Entity | None]]:
    """Place every entity that is ours and can be reached from these modules.

    ``module_names`` are all names of modules: an object whose dotted name is like one of them has a colon in its id.
    Returns each entity with what holds it at its place: the modules themselves, and what is placed by its claim in
    something that is placed elsewhere, have None.
    """
    search = _Search()
    for module in modules:
        search.push(module, rank(_dotted(module)))
    placed = search.run()
    # Nothing in any other module can be called like one.
    holders = set(_holders_of(module_names))
    for entity, _ in placed:
        module_name, qualname = entity.place or ("", "")
        clash = bool(qualname) and module_name in holders and clashes(module_name, qualname, module_names)
        entity.id = joined(module_name, qualname, clash)
    return placed


def _holders_of(names: Set[str]) -> Iterator[str]:
    """The names of what modules with these names are in."""
    for name in names:
        while name:
            name = name.rpartition(".")[0]
            yield name


class _Search:
    """Dijkstra's algorithm over the paths.

    A longer path is never better than what it begins with, so that a class has its final place by the time its members
    are named after it.
    """

    def __init__(self) -> None:
        self._queue: list[tuple[Rank, int, Entity]] = []
        self._pushes = itertools.count()
        self._best: dict[int, tuple[Rank, Entity, Place]] = {}
        self._owners: dict[int, Entity] = {}
        self._done: dict[int, Entity] = {}
        self._plain: list[tuple[Entity, Entity | None]] = []

    def push(self, entity: Entity, at: Rank) -> None:
        # The number settles ties, since entities have no order.
        heapq.heappush(self._queue, (at, next(self._pushes), entity))

    def run(self) -> list[tuple[Entity, Entity | None]]:
        while self._queue:
            at, _, entity = heapq.heappop(self._queue)
            if id(entity) not in self._done:
                self._done[id(entity)] = entity
                if entity.place is None:
                    entity.place = self._best[id(entity)][2]
                self._follow(entity, at, entity.place)
        for _, entity, place in self._best.values():
            if entity.place is None:
                entity.place = place
                self._done[id(entity)] = entity
        return [*((entity, self._owners.get(id(entity))) for entity in self._done.values()), *self._plain]

    def _follow(self, owner: Entity, at: Rank, at_place: Place) -> None:
        module, qualname = at_place
        for name, child in owner.members.items():
            if child.foreign is not None or child.kind == "module":
                continue
            place = (module, f"{qualname}.{name}" if qualname else name)
            if child.plain:
                # One that is imported from elsewhere has its place there.
                if child.place in (None, place):
                    child.place = place
                    self._plain.append((child, owner))
            elif child.place is not None:
                if child.place == place:
                    self._owners[id(child)] = owner
                if not child.members:
                    self._done[id(child)] = child
                elif id(child) not in self._done:
                    self.push(child, rank(_dotted(child)))
            else:
                path = (at[0] + name.startswith("_"), at[1] + 1, at[2] + 1 + len(name), f"{at[3]}.{name}")
                if id(child) not in self._best or path < self._best[id(child)][0]:
                    self._best[id(child)] = (path, child, place)
                    self._owners[id(child)] = owner
                    if child.members:
                        self.push(child, path)


def _dotted(entity: Entity) -> str:
    module, qualname = entity.place or ("", "")
    return f"{module}.{qualname}" if qualname else module
