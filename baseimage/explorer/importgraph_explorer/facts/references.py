"""References from nodes to other objects, and what of foreign classes is told because nodes refer to them."""

from __future__ import annotations

from ..looking import described, raw
from ..places.entities import Entity
from ..places.graph import Graph
from ..wire import records
from ..wire.records import ForeignRef, Record, Ref
from .foreign import names_of_foreign

MOST_ANCESTORS = 500


class References:
    """Refers to objects of a graph, and remembers the foreign classes and interfaces among them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        # By identity, which being kept here keeps their own.
        self._externals: dict[int, object] = {}

    def externals(self) -> list[Record]:
        """The foreign classes and interfaces that nodes refer to so far, and those that these inherit from."""
        found: dict[str, Record] = {}
        done: set[int] = set()
        while len(done) < len(self._externals):
            for identity, holder in list(self._externals.items()):
                if identity in done:
                    continue
                done.add(identity)
                ref = self.of(holder)
                ancestors = raw.class_mro(holder)[1:] if raw.is_class(holder) else described.interfaces_above(holder)
                if isinstance(ref, str) or len(ancestors) > MOST_ANCESTORS:
                    continue
                mro = [self.of(base) for base in ancestors]
                names = names_of_foreign(holder)
                key = records.line(ref)
                if key in found:
                    # Several classes that nobody can tell apart by name.
                    names = sorted({*names, *found[key]["members"]})
                    mro = found[key]["mro"]
                found[key] = records.external(ref, mro, names)
        return [found[key] for key in sorted(found)]

    def of_entity(self, entity: Entity) -> Ref:
        """A reference to any entity."""
        if entity.foreign is None:
            return entity.id
        if entity.kind == "class" or (entity.kind == "data" and described.is_interface(entity.value)):
            self._externals[id(entity.value)] = entity.value
        return entity.foreign

    def of(self, holder: object) -> Ref:
        """A reference to a class or an interface."""
        entity = self._graph.entity_of(holder)
        if entity is None or (entity.foreign is None and entity.place is None):
            self._externals[id(holder)] = holder
            ref: ForeignRef = self._graph.reference_outside(holder)
            return ref
        return self.of_entity(entity)
