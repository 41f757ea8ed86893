"""References to what names lead to at run time: by what objects say of themselves, else by the way to them."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple, Optional, Union

from ..facts.attributes.attributes import attributes_set_by, attrs_fields
from ..facts.calls.signatures import function_behind
from ..facts.foreign import annotated_names
from ..installed.ownership import OURS, Ownership
from ..looking import kinds, raw
from ..places.graph import Graph
from ..wire.records import ForeignRef
from ..wire.texts import is_name
from .imports import by_names
from .symbols import Symbol

Holder = Union[type, Any, None]


class Found(NamedTuple):
    """What a symbol leads to.

    ``value`` is the object, or MISSING; ``instance_of`` the class of which it is known to be an instance, where the
    object itself is not at hand; ``holder`` the module or class that has it under ``name``; ``lost`` are the names
    that nothing was found for. ``through`` is what was asked for ``name``.
    """

    value: Any
    instance_of: Optional[type] = None
    holder: Holder = None
    name: str = ""
    lost: tuple[str, ...] = ()
    through: Optional[Found] = None


class Referrer:
    """Makes references to what is somebody else's."""

    def __init__(self, graph: Graph, ownership: Ownership) -> None:
        self._graph = graph
        self._ownership = ownership
        self._references: dict[int, tuple[Any, Optional[ForeignRef]]] = {}
        # By class, which is kept so that its id stays its own.
        self._attributes: dict[int, tuple[type, frozenset[str]]] = {}

    def reference(self, found: Found) -> Optional[ForeignRef]:
        """A reference to a found object, canonical where it tells where it is; None where it is ours, or not known."""
        told = self._told(found)
        return None if told is Graph.IS_OURS else told

    def is_ours(self, found: Found) -> bool:
        """Whether what was found is known to be ours."""
        return self._told(found) is Graph.IS_OURS

    def _told(self, found: Found) -> Optional[ForeignRef]:
        """As ``reference``, but IS_OURS for what is ours."""
        value, holder = found.value, found.holder
        if value is not raw.MISSING and not kinds.is_value(value):
            said = self._said_by(value)
            is_lent = said is Graph.IS_OURS and raw.is_module(holder) and self.is_written_by_others(value)
            if said is not None and not is_lent:
                return said
        told: Optional[ForeignRef] = None
        if raw.is_class(holder):
            told = self._told(Found(holder))
        elif raw.is_module(holder):
            name = raw.module_dict(holder).get("__name__")
            if type(name) is str and sys.modules.get(name) is holder:
                if self._ownership.owner(name) is OURS:
                    return Graph.IS_OURS
                return self._ownership.reference(name, found.name) if is_name(found.name) else None
            # What an extension makes below itself is known by the way to it.
            entity = self._graph.entity_of(holder)
            if entity is not None and entity.foreign is None:
                return Graph.IS_OURS
        if told is None and found.through is not None and found.through.value is not raw.MISSING:
            told = self._told(found.through)
        return told if told is None or told is Graph.IS_OURS else _below(told, (found.name,))

    def _said_by(self, value: Any) -> Optional[ForeignRef]:
        """What an object's own word, where it is true, or its place say of whose it is."""
        known = self._references.get(id(value))
        if known is None:
            ref = self._graph.reference_to(value)
            if ref is not None and ref is not Graph.IS_OURS and ref.get("distribution", "") is None:
                # What can't be reached is of the module that it says to be of.
                claim = kinds.claim_of(value)
                if claim is not None and self._ownership.is_ours(claim[0]):
                    ref = Graph.IS_OURS
            known = self._references[id(value)] = (value, ref)
        return known[1]

    def is_written_by_others(self, value: Any) -> bool:
        """Whether a function is of a module of others, though it says that it is ours, or a class of ours has it."""
        function = function_behind(value)
        name = function.__globals__.get("__name__") if function is not None else None
        return type(name) is str and self._ownership.owner(name) is not OURS

    def below_lost(self, found: Found) -> Optional[ForeignRef]:
        """A reference by names to what is not there at run time, or not without running code."""
        if found.value is raw.MISSING or (found.holder is not None and found.instance_of is not None):
            cls = found.instance_of
            # What nothing of the class speaks of may be anything.
            base = self.reference(Found(cls)) if cls is not None and self._has(cls, found.lost[0]) else None
            return _below(base, found.lost) if base is not None else None
        if raw.is_module(found.value):
            said = raw.module_dict(found.value).get("__name__")
            if type(said) is str and sys.modules.get(said) is found.value:
                is_theirs = self._ownership.owner(said) is not OURS and all(map(is_name, found.lost))
                return self._ownership.reference(said, ".".join(found.lost)) if is_theirs else None
        if is_by_metaclass(found):
            # What a property there gives is the class's.
            found = found._replace(value=raw.MISSING, holder=None)
        base = self.reference(found._replace(lost=()))
        return _below(base, found.lost) if base is not None else None

    def _has(self, cls: type, name: str) -> bool:
        """Whether the instances of a class have an attribute, going by its annotations and by what methods set."""
        return any(name in self._attributes_of(base) for base in raw.class_mro(cls))

    def _attributes_of(self, cls: type) -> frozenset[str]:
        known = self._attributes.get(id(cls))
        if known is None:
            found = frozenset((*attributes_set_by(cls), *attrs_fields(cls), *annotated_names(cls)))
            known = self._attributes[id(cls)] = (cls, found)
        return known[1]

    def as_written(self, symbol: Symbol) -> Optional[ForeignRef]:
        """A reference by names to what was not imported."""
        module = str(symbol.of)
        if symbol.kind != "module" or not all(map(is_name, symbol.attributes)) or self._ownership.is_ours(module):
            return None
        return by_names(self._ownership, module, symbol.attributes)


def is_by_metaclass(found: Found) -> bool:
    """Whether a class was asked, and its class has what was asked for."""
    asked = found.through.value if found.through is not None else raw.MISSING
    return raw.is_class(asked) and raw.is_class(found.holder) and not raw.is_subclass(asked, found.holder)


def _below(ref: ForeignRef, names: tuple[str, ...]) -> Optional[ForeignRef]:
    if not all(map(is_name, names)):
        return None
    return {**ref, "id": ".".join((ref["id"], *names))}
