"""Gives every object of ours its one canonical place.

An object is where it claims to be when looking there gives it. Any other takes the best of the paths that lead to it:
the fewest names that begin with ``_``, then the shortest, then the first.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Set

from .entities import Entity, Place, Rank, rank
from .ownership import clashes, joined


def give_places(modules: Iterable[Entity], module_names: Set[str]) -> list[tuple[Entity, Entity | None]]:
    """Place every entity that is ours and can be reached from these modules.

    ``module_names`` are all names of modules: an object whose dotted name is like one of them has a colon in its id.
    Returns each entity with what holds it at its place: the modules themselves, and what is placed by its claim in
    something that is placed elsewhere, have None.

    Dijkstra's algorithm over the paths: a longer path is never better than what it begins with, so that a class has
    its final place by the time its members are named after it.
    """
    queue: list[tuple[Rank, int, Entity]] = []
    best: dict[int, tuple[Rank, Entity, Place]] = {}
    order: dict[int, Entity] = {}
    plain: list[tuple[Entity, Entity | None]] = []
    pushes = itertools.count()

    def push(entity: Entity, at: Rank) -> None:
        # The number settles ties, since entities have no order.
        heapq.heappush(queue, (at, next(pushes), entity))

    for module in modules:
        push(module, rank(_dotted(module)))
    while queue:
        at, _, entity = heapq.heappop(queue)
        if id(entity) in order:
            continue
        order[id(entity)] = entity
        if entity.place is None:
            entity.place = best[id(entity)][2]
        module_name, qualname = entity.place
        for name, child in entity.members.items():
            if child.foreign is not None or child.kind == "module":
                continue
            place = (module_name, f"{qualname}.{name}" if qualname else name)
            if child.plain:
                child.place = place
                plain.append((child, entity))
                continue
            if child.place is not None:
                if id(child) not in order:
                    push(child, rank(_dotted(child)))
                continue
            path = (at[0] + name.startswith("_"), at[1] + 1, at[2] + 1 + len(name), f"{at[3]}.{name}")
            if id(child) not in best or path < best[id(child)][0]:
                best[id(child)] = (path, child, place)
                if child.kind == "class":
                    push(child, path)
    for _, entity, place in best.values():
        if entity.place is None:
            entity.place = place
            order[id(entity)] = entity
    return _identified([*((entity, None) for entity in order.values()), *plain], module_names)


def _identified(
    placed: list[tuple[Entity, Entity | None]], module_names: Set[str]
) -> list[tuple[Entity, Entity | None]]:
    holders: dict[tuple[int, str], Entity] = {}
    for entity, _ in placed:
        module, qualname = entity.place or ("", "")
        entity.id = joined(module, qualname, bool(qualname) and clashes(module, qualname, module_names))
        for name, child in entity.members.items():
            if child.place == (module, f"{qualname}.{name}" if qualname else name):
                holders[id(child), name] = entity
    return [
        (entity, holder or holders.get((id(entity), (entity.place or ("", ""))[1].rpartition(".")[2])))
        for entity, holder in placed
    ]


def _dotted(entity: Entity) -> str:
    module, qualname = entity.place or ("", "")
    return f"{module}.{qualname}" if qualname else module
