"""The keys of a ``TypedDict`` that it has from its bases, which are no bases of the class at run time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ...looking import kinds, raw
from ...places.entities import Entity
from ...places.graph import Graph
from ...source.homes import Homes
from ...source.locations import Locations
from ...wire.records import Ref
from ...wire.texts import is_name


class InheritedKeys:
    """Finds the class that a key is written in."""

    def __init__(
        self, graph: Graph, homes: Homes, locations: Locations, annotations: Callable[[Entity], dict[str, str]]
    ) -> None:
        """``annotations`` gives those of an entity of ours."""
        self._graph = graph
        self._homes = homes
        self._locations = locations
        self._annotations = annotations

    def of(self, entity: Entity, annotations: Mapping[str, str]) -> dict[str, Ref]:
        """The keys that a class has from another one of ours, by name, each with a reference to what it is there."""
        cls: Any = entity.value
        if entity.kind != "class" or raw.class_name(type(cls)) != "_TypedDictMeta":
            return {}
        found: dict[str, Ref] = {}
        for base in self._written_bases(entity):
            above = self._graph.entity_of(base) if raw.is_class(base) else None
            if above is None or above is entity or above.foreign is not None or above.place is None:
                continue
            theirs = self._annotations(above)
            keys: dict[str, Ref] = {
                name: f"{above.id}.{name}" for name in theirs if is_name(name) and name not in above.members
            }
            keys.update(self.of(above, theirs))
            found.update((name, ref) for name, ref in keys.items() if annotations.get(name) == theirs.get(name))
        return found

    def _written_bases(self, entity: Entity) -> list[object]:
        """The bases as they are written, which before 3.12 the class doesn't keep."""
        cls: Any = entity.value
        kept = raw.class_dict(cls).get("__orig_bases__")
        if type(kept) is tuple:
            return [raw.attribute(base, "__origin__") if kinds.is_value(base) else base for base in kept]
        module, qualname = self._homes.of_class(entity)
        source = self._locations.source_of_module(module)
        if source is None or module not in self._graph.modules:
            return []
        return [raw.value_at(self._graph.modules[module].value, name) for name in source.written_bases(qualname)]
