"""Finds every object that the modules hold, once, and which of them are ours."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, Callable, Final

from ..installed.ownership import OURS, Ownership, unowned
from ..looking import described, kinds, members, raw
from ..looking.lazy import has_own_access
from ..wire.records import ForeignRef
from ..wire.texts import error_text, is_name, shown_name
from .entities import Entity, Place, Rank, ReportProblem, holds_names, rank
from .registered import in_registered_module, is_dotted, is_of_others, named_so

if TYPE_CHECKING:
    from types import ModuleType

MAX_DEPTH: Final = 32
MAX_MEMBERS: Final = 60_000

# The classes of None, ... and NotImplemented. Before 3.10 they have no names, and others have given them some.
_SINGLETONS: Final[Mapping[int, Place]] = {
    id(type(value)): ("types", name) if hasattr(types, name) else ("builtins", type(value).__name__)
    for value, name in ((None, "NoneType"), (..., "EllipsisType"), (NotImplemented, "NotImplementedType"))
}

Reserve = tuple[bool, bool, bool, Rank]


class Graph:
    """The objects of one distribution, found level by level from its modules."""

    IS_OURS: Final[ForeignRef] = {"ours": True}

    def __init__(
        self,
        modules: Mapping[str, object],
        ownership: Ownership,
        report: ReportProblem,
        looking_at: Callable[[str], AbstractContextManager[None]],
    ) -> None:
        """Take the modules by import name: what stands under that name in ``sys.modules``.

        ``looking_at`` gives what is around every look at a module that may run its code.
        """
        self._looking_at = looking_at
        self._ownership = ownership
        self._report = report
        # The entities keep their objects alive, so that no id is used twice.
        self._by_id: dict[int, Entity] = {}
        # Of a class, by its entity, the bases that no name leads to, and that it is the first to inherit from.
        self.nameless: dict[int, list[type]] = {}
        self.modules: dict[str, Entity] = {}
        for name in sorted(modules, key=lambda name: (not named_so(modules[name], name), rank(name))):
            module = modules[name]
            entity = Entity(module, "module")
            entity.place = (name, "")
            # Further names of one module are roots too, since nothing else may lead to them.
            if id(module) not in self._by_id and not is_of_others(module, name, self._ownership):
                self._by_id[id(module)] = entity
            self.modules[name] = entity

    def look_at_module(self, name: str) -> list[Entity]:
        """Find what a module holds; of a lazy module this runs code. Returns what is new."""
        entity = self.modules[name]

        def report(attribute: str, error: BaseException) -> None:
            self._report(name, "walk", raw.class_name(type(error)), f"{attribute}: {error_text(error)}")

        found = members.names_in_module(entity.value, report)
        return self._add_members(entity, found, kinds.kind_in_module, name)

    def add_aliases(self) -> list[Entity]:
        """Make members of what can be imported below a module of ours though that has no such attribute.

        These are keys of ``sys.modules`` that somebody has set. Returns what is new.
        """
        new: list[Entity] = []
        for name, module in sorted((key, value) for key, value in list(sys.modules.items()) if is_dotted(key)):
            parent, _, leaf = name.rpartition(".")
            holder = self.modules.get(parent)
            if holder is None or name in self.modules or leaf in holder.members:
                continue
            if raw.is_module(module) and not named_so(module, name):
                new.extend(self._add_members(holder, {leaf: module}, kinds.kind_in_module, parent))
        return new

    def look_at_classes(self, new: list[Entity]) -> None:
        """Settle what the modules hold, then find what the classes among it hold, and the classes in those."""
        self._settle(new)
        for depth in range(1, MAX_DEPTH + 1):
            holders = [entity for entity in new if entity.foreign is None and holds_names(entity)]
            new = []
            for entity in holders:
                module = entity.claim[0] if entity.claim is not None else ""
                found = self._names_in(entity, module)
                if depth == MAX_DEPTH:
                    if found:
                        self._report(self._known(module), "limit", "Depth", f"names below {MAX_DEPTH} others left out")
                    continue
                is_function = type(entity.value) is FunctionType and kinds.class_behind(entity.value) is None
                is_module = raw.is_module(entity.value) or is_function
                kind_of = kinds.kind_in_module if is_module else kinds.kind_in_class
                new.extend(self._add_members(entity, found, kind_of, module))
            if not new:
                return
            self._settle(new)

    def _names_in(self, entity: Entity, module: str) -> dict[str, Any]:
        value: Any = entity.value
        if entity.kind == "class":
            return self._names_in_class(value, module)
        behind = kinds.class_behind(value)
        if behind is not None:
            return members.names_through_proxy(behind)
        if type(value) is FunctionType:
            return members.names_in_function(value)
        proxied = kinds.behind_proxy(value)
        if raw.is_class(proxied):
            return members.names_through_proxy(proxied)
        return members.globals_of(value) if raw.is_module(value) else described.members_of_interface(value)

    def _names_in_class(self, cls: type, module: str) -> dict[str, Any]:
        # Code of its own may end the process: then it must be known whose it was.
        if module not in self.modules or not has_own_access(cls):
            return members.names_in_class(cls)
        with self._looking_at(module):
            return members.names_in_class(cls, ask=members.is_made_up(cls))

    def entity_of(self, value: object) -> Entity | None:
        """The entity of an object that was met; None for plain values and for what nothing led to."""
        return self._by_id.get(id(value))

    def look_at_outside(self) -> None:
        """Settle the classes that ours inherit from, or are of, and nothing in our modules leads to.

        All at once: for many of them all modules have to be gone through.
        """
        found: dict[int, type] = {}
        for entity in self._by_id.values():
            if entity.foreign is None:
                kind = type(entity.value)
                ancestors = raw.class_mro(entity.value) if raw.is_class(entity.value) else ()
                for cls in (kind, *ancestors):
                    if id(cls) not in found and id(cls) not in self._by_id:
                        found.update((id(above), above) for above in raw.class_mro(cls))
        self._settle_outside([cls for identity, cls in found.items() if identity not in self._by_id])

    def classes(self) -> list[Entity]:
        """The classes of ours that were found so far."""
        return [entity for entity in self._by_id.values() if entity.kind == "class" and entity.foreign is None]

    def look_at_nameless(self) -> None:
        """Find what classes of ours have from bases that no name leads to: they are what it is had from.

        Such as ``class X(namedtuple("X", …))``, or a class that a function makes. ``look_at_outside`` was called.
        """
        new: list[Entity] = []
        for entity in self.classes():
            cls: Any = entity.value
            mro = raw.class_mro(cls)
            for position, base in enumerate(mro[1:], 1):
                if not self._is_nameless(base) or any(map(partial(self._leads_to, base), mro[1:position])):
                    continue
                self.nameless.setdefault(id(entity), []).append(base)
                above = mro[:position]
                found = {
                    name: value
                    for name, value in members.names_in_class(base).items()
                    if name not in entity.members and not any(name in raw.class_dict(other) for other in above)
                }
                module = entity.claim[0] if entity.claim is not None else ""
                new += self._add_members(entity, found, kinds.kind_in_class, module)
        if new:
            self.look_at_classes(new)
            self.look_at_outside()

    def _is_nameless(self, cls: type) -> bool:
        entity = self._by_id.get(id(cls))
        is_unowned = entity is not None and entity.foreign is not None and "distribution" in entity.foreign
        return is_unowned and entity.foreign["distribution"] is None and raw.is_heap_type(cls)  # type: ignore[union-attr, index]

    def _leads_to(self, base: type, cls: type) -> bool:
        """Whether a class of ours that has a name inherits from another one, too."""
        entity = self._by_id.get(id(cls))
        return entity is not None and entity.foreign is None and base in raw.class_mro(cls)

    def reference_outside(self, value: object) -> ForeignRef:
        """A reference to a class or an interface that nothing in our modules leads to."""
        return self._settle_outside([value])[0]

    def reference_to(self, value: object) -> ForeignRef | None:
        """A reference to any object that is somebody else's, going by what it says of itself where that is true.

        IS_OURS for what is ours; None where nobody knows.
        """
        entity = self._by_id.get(id(value))
        if entity is not None:
            return self.IS_OURS if entity.foreign is None else entity.foreign
        if raw.is_module(value):
            entity = Entity(value, "module", None)
            self._settle_module(entity)
            is_ours = entity.kind == "module" or entity.place is not None
            return entity.foreign or (self.IS_OURS if is_ours else None)
        claim = kinds.claim_of(value)
        place = in_registered_module(claim) if claim is not None else ("", "")
        owner = self._ownership.owner(place[0])
        if owner is None or self._look_up(place) is not value:
            return None
        return self.IS_OURS if owner is OURS else self._ownership.reference(*place)

    def _settle_outside(self, values: Iterable[object]) -> list[ForeignRef]:
        entities = [Entity(held, "class" if raw.is_class(held) else "data", kinds.claim_of(held)) for held in values]
        self._settle(entities)
        refs = []
        for entity in entities:
            if entity.foreign is None:
                entity.foreign = unowned(".".join(entity.claim or ()))
            self._by_id[id(entity.value)] = entity
            refs.append(entity.foreign)
        return refs

    def _add_members(
        self,
        owner: Entity,
        found: Mapping[str, Any],
        kind_of: Callable[[object], str],
        module: str,
    ) -> list[Entity]:
        new = []
        names = []
        for name in found:
            if is_name(name):
                names.append(name)
            else:
                self._report(self._known(module), "name", "InvalidName", shown_name(name))
        names.sort()
        if len(names) > MAX_MEMBERS:
            self._report(self._known(module), "limit", "TooManyNames", f"{len(names) - MAX_MEMBERS} names left out")
            del names[MAX_MEMBERS:]
        for name in names:
            value = found[name]
            if kinds.is_value(value) or members.has_only_overloads(value):
                owner.members[name] = Entity(value, kind_of(value), plain=True)
                continue
            child = self._by_id.get(id(value))
            if child is None:
                child = Entity(value, kind_of(value), kinds.claim_of(value))
                self._by_id[id(value)] = child
                new.append(child)
            owner.members[name] = child
        return new

    def _known(self, module: str) -> str:
        return module if module in self.modules else ""

    def _settle(self, entities: Iterable[Entity]) -> None:
        """Decide which of these are ours, and give those their place whose claim is true."""
        homeless: dict[int, Entity] = {}
        for entity in entities:
            if entity.kind == "module":
                self._settle_module(entity)
            elif entity.claim is None:
                if self._ownership.of_library or not self._is_instance_of_ours(entity.value):
                    homeless[id(entity.value)] = entity
            else:
                place = in_registered_module(entity.claim)
                owner = self._ownership.owner(place[0])
                found = self._look_up(place) if owner is not None else raw.MISSING
                true = found is entity.value or (owner is not OURS and members.is_made_of(found, entity.value))
                if true and owner is not OURS:
                    entity.foreign = self._ownership.reference(*place)
                elif true and place[0] in self.modules:
                    entity.place = place
                elif owner is OURS and kinds.is_named_by_typing(entity.value):
                    # The name it was given needs not be the one that it has.
                    entity.claim = None
                elif owner is not OURS or self._ownership.of_library:
                    homeless[id(entity.value)] = entity
        self._find_among_others(homeless)

    def _settle_module(self, entity: Entity) -> None:
        """Refer to a module object that isn't one of ours."""
        module: Any = entity.value
        name = raw.module_dict(module).get("__name__")
        if type(name) is not str or sys.modules.get(name) is not module:
            names = [key for key, other in list(sys.modules.items()) if type(key) is str and other is module]
            name = min(names, key=rank) if names else None
        if name is None or self._ownership.is_ours(name):
            # Made by hand and not registered: an object like any other.
            entity.kind = "data"
            entity.place = self._place_by_name(module)
        else:
            entity.foreign = self._ownership.reference(name, "")

    def _place_by_name(self, module: ModuleType) -> Place | None:
        """Where the module stands that it is a part of, by its name; that may begin anywhere above it."""
        name = raw.module_dict(module).get("__name__")
        steps = name.split(".") if is_dotted(name) else []
        for position in range(len(steps) - 1, 0, -1):
            above, below = ".".join(steps[:position]), ".".join(steps[position:])
            holders = [name for name in self.modules if name == above or name.endswith("." + above)]
            for holder in sorted(holders, key=rank):
                if self._look_up((holder, below)) is module:
                    return (holder, below)
        return None

    def _is_instance_of_ours(self, value: object) -> bool:
        claim = raw.class_claim(type(value))
        return claim is not None and self._ownership.is_ours(claim[0])

    def _look_up(self, claim: Place) -> object:
        """What really is at a place, going by dictionaries only; MISSING where nothing is."""
        module, qualname = claim
        found: Any = sys.modules.get(module, raw.MISSING)
        first, *rest = qualname.split(".")
        ours = self.modules.get(module)
        if ours is not None and first in ours.members:
            found = ours.members[first].value
        elif raw.is_module(found):
            found = raw.module_dict(found).get(first, raw.MISSING)
        else:
            return raw.MISSING
        for name in rest:
            if raw.is_module(found):
                found = raw.module_dict(found).get(name, raw.MISSING)
                continue
            if not raw.is_class(found):
                found = described.own_members(found).get(name, raw.MISSING)
                continue
            body = raw.class_dict(found)
            members_of_enum = body.get("_member_map_")
            if type(members_of_enum) is dict and name in members_of_enum:
                found = members_of_enum[name]
            else:
                found = body.get(name, raw.MISSING)
        return found

    def _find_among_others(self, homeless: dict[int, Entity]) -> None:
        """Refer to those of these objects that stand in somebody else's module."""
        if not homeless:
            return
        for identity, place in _SINGLETONS.items():
            entity = homeless.pop(identity, None)
            if entity is not None:
                self._put(entity, place)
        best: dict[int, tuple[Reserve, Place]] = {}
        # Where the library itself is explored, its objects stand where other distributions refer to them.
        candidates = self.modules if self._ownership.of_library else {}
        for module_name, module in list(sys.modules.items()):
            if not is_dotted(module_name) or not raw.is_module(module):
                continue
            if module_name not in candidates and self._ownership.owner(module_name) in (None, OURS):
                continue
            names = raw.module_dict(module)
            # Hardly any module holds one.
            if homeless.keys().isdisjoint(map(id, names.values())):
                continue
            for name, value in names.items():
                if id(value) in homeless and is_name(name):
                    candidate = (self._reserve(module_name, name, names, value), (module_name, name))
                    if id(value) not in best or candidate < best[id(value)]:
                        best[id(value)] = candidate
        for identity, (_, place) in best.items():
            self._put(homeless[identity], place)
        for identity, entity in homeless.items():
            if identity not in best and entity.claim is not None and entity.claim[0] == "builtins":
                leaf = kinds.name_in_types(entity.value) if raw.is_class(entity.value) else None
                if leaf is not None:
                    self._put(entity, ("types", leaf))

    def _put(self, entity: Entity, place: Place) -> None:
        """Say where an object is that says so not itself, or wrongly."""
        if self._ownership.owner(place[0]) is not OURS:
            entity.foreign = self._ownership.reference(*place)
        elif place[0] in self.modules:
            entity.place = place

    def _reserve(self, module: str, name: str, names: Mapping[str, Any], value: object) -> Reserve:
        """How much speaks against an object being of a module that holds it; the least is best.

        The standard library takes nothing from others, an object is rather from where its class is, and what a module
        lists in ``__all__`` is rather its own.
        """
        claim = raw.class_claim(type(value))
        owner, is_standard = self._ownership.owner(module), self._ownership.is_standard(module)
        exported: Any = names.get("__all__")
        return (
            not is_standard,
            claim is None or self._ownership.owner(claim[0]) is not owner,
            is_standard and not (type(exported) in (list, tuple) and name in exported),
            rank(f"{module}.{name}"),
        )
