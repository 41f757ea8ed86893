"""Where things are written that have their best name elsewhere, or that say to be elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any, Optional

from ..looking import kinds, raw
from ..places.entities import Entity, Place, rank
from .locations import Locations

_MOST_FUNCTIONS = 200


class Homes:
    """Finds the module that makes an object, among all that hold it."""

    def __init__(self, modules: Mapping[str, Entity], locations: Locations) -> None:
        self._modules = modules
        self._locations = locations
        self._names: Optional[dict[int, list[Place]]] = None
        self._classes: dict[int, Place] = {}

    def of(self, entity: Entity, owner: Optional[Entity]) -> Place:
        """The module whose source assigns the value, and its name there; where it is defined if no source does.

        ``owner`` is what holds it at its place: what a class holds is written in that class.
        """
        if owner is not None and owner.kind == "class":
            name = (entity.place or entity.defined)[1].rpartition(".")[2]
            module, qualname = self._of_holder(owner, name)
            return module, f"{qualname}.{name}"
        known = entity.place or entity.defined
        if entity.kind in ("data", "typeAlias", "enumMember") and entity.defined[0] in self._modules:
            known = entity.defined
        others = [place for place in self._names_of(entity) if place != known]
        if not others:
            return known
        others.sort(key=lambda place: rank(".".join(place)))
        return next((place for place in (known, *others) if self._locations.of_assignment(*place) is not None), known)

    def of_class(self, entity: Entity) -> Place:
        """The module whose source has the class's body, and its name there; where it is defined if none has.

        A class may say to be of the module that exports it, which others read.
        """
        found = self._classes.get(id(entity))
        if found is None:
            found = self._classes[id(entity)] = self._find_class(entity)
        return found

    def of_function(self, function: FunctionType) -> Optional[str]:
        """The module of ours in which a function is written, whatever it says; None for what was made elsewhere."""
        name = function.__globals__.get("__name__")
        entity = self._modules.get(name) if type(name) is str else None
        if type(name) is not str or entity is None or not raw.is_module(entity.value):
            return None
        if raw.module_dict(entity.value) is not function.__globals__:
            return None
        # Made for a class elsewhere, it has the name that it has there.
        said, qualname = function.__module__, function.__qualname__
        if type(said) is str and said == name:
            return name
        source = self._locations.source_of_module(name) if type(qualname) is str else None
        return name if source is not None and source.blocks_named(qualname) else None

    def _of_holder(self, owner: Entity, name: str) -> Place:
        """Where the class is written that a class of ours has a name from: itself, or a base that no name leads to."""
        cls: Any = owner.value
        if name not in raw.class_dict(cls):
            for base in raw.class_mro(cls)[1:]:
                if name in raw.class_dict(base):
                    said = raw.class_claim(base)
                    return said if said is not None and said[0] in self._modules else self.of_class(owner)
        return self.of_class(owner)

    def _find_class(self, entity: Entity) -> Place:
        cls: Any = entity.value
        known = entity.defined
        if not raw.is_class(cls) or not raw.is_heap_type(cls):
            return known
        if known[0] not in self._modules and entity.place is not None:
            known = (entity.place[0], known[1])
        for place in (known, entity.place or known):
            # A metaclass may have changed what it is called by.
            if self._is_written_at(cls, *place):
                return place
        modules = dict.fromkeys(self._modules_of_methods(cls, entity.defined[1]))
        if type(raw.class_dict(cls).get("__firstlineno__")) is int or self._is_python(known[0]):
            modules.update(dict.fromkeys(module for module, _ in self._names_of(entity)))
        for module in modules:
            if module != known[0] and self._is_written_at(cls, module, entity.defined[1]):
                return module, entity.defined[1]
        return known

    def _is_python(self, module: str) -> bool:
        return self._locations.source_of_module(module) is not None

    def _is_written_at(self, cls: type, module: str, qualname: str) -> bool:
        first = raw.class_dict(cls).get("__firstlineno__")
        return self._locations.has_class(module, qualname, first if type(first) is int else None)

    def _modules_of_methods(self, cls: type, qualname: str) -> Iterable[str]:
        for value in list(raw.class_dict(cls).values())[:_MOST_FUNCTIONS]:
            function: object = value
            if type(value) is not FunctionType and not kinds.is_value(value) and not raw.is_class(value):
                function = kinds.wrapped_function(value)
            if type(function) is FunctionType and function.__qualname__.rpartition(".")[0] == qualname:
                module = self.of_function(function)
                if module is not None:
                    yield module

    def _names_of(self, entity: Entity) -> list[Place]:
        """The names that modules have for an object which is no plain value."""
        if self._names is None:
            self._names = {}
            for module, holder in self._modules.items():
                for name, member in holder.members.items():
                    if not member.plain and member.foreign is None and member.kind != "module":
                        self._names.setdefault(id(member), []).append((module, name))
        if entity.kind != "class" and entity.claim is not None and entity.claim[0] in self._modules:
            return []
        return self._names.get(id(entity), [])
