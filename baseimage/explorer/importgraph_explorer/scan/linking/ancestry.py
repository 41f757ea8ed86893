"""What scanned classes inherit: bases, order of method resolution, metaclass, flavours."""

from __future__ import annotations

import enum
import typing
from collections.abc import Iterable
from typing import Any, Final, Optional, Protocol

from ...facts.classes import flavours_of as flavours_of_class
from ...facts.classes import linearized
from ...looking import kinds, raw
from ...places.entities import Entity
from ..reading.scopes import UNKNOWN, ClassFacts, Definition, Parts, Scope

# How type parameters of each kind are written.
_TYPE_VARIABLES: Final = {"TypeVar": "", "TypeVarTuple": "*", "ParamSpec": "**"}
_MAX_LENGTH: Final = 500
_MAX_DEPTH: Final = 60

# Of the flavours of the standard library's classes, those that classes below them have too.
_INHERITED: Final = frozenset({"enum", "exception", "flag", "generic", "metaclass", "typeddict"})
_ATTRS: Final = frozenset({"s", "attrs", "attributes", "attrib", "define", "frozen", "mutable", "dataclass"})


class Names(Protocol):
    """Where names and objects lead."""

    def resolve(self, scope: Scope, parts: Parts) -> Optional[Entity]:
        """What a dotted name means in a scope."""

    def of_value(self, value: Any, at: Optional[tuple[str, str]]) -> Optional[Entity]:
        """The entity of an object of the standard library; ``at`` is where it was found."""

    def of_library(self, module: str, name: str) -> Optional[Entity]:
        """What a module of the standard library has under a name."""


class Ancestry:
    """Answers for classes: of definitions, and of the standard library's own."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._bases: dict[int, Optional[list[Entity]]] = {}
        self._mro: dict[int, Optional[list[Entity]]] = {}
        self._typed_dicts: dict[int, bool] = {}
        self._depth = 0

    def bases(self, entity: Entity) -> list[Entity]:
        """The direct bases, as far as they are known."""
        return self._known_bases(entity)[0]

    def mro(self, entity: Entity) -> Optional[list[Entity]]:
        """The order of method resolution, after the class itself; None where a base isn't known."""
        key = id(entity)
        if key in self._mro:
            return self._mro[key]
        if isinstance(entity.value, Definition):
            if self._depth > _MAX_DEPTH:
                return None
            self._mro[key] = None
            self._depth += 1
            self._mro[key] = self._merged(entity)
            self._depth -= 1
        else:
            self._mro[key] = self._mro_of_library(entity.value)
        return self._mro[key]

    def ancestors(self, entity: Entity) -> Iterable[Entity]:
        """The classes above it, as far as they are known, in no certain order."""
        known = self.mro(entity)
        if known is not None:
            return known
        found: dict[int, Entity] = {}
        waiting = self.bases(entity)
        while waiting and len(found) < _MAX_LENGTH:
            base = waiting.pop(0)
            if id(base) not in found and base is not entity:
                found[id(base)] = base
                waiting.extend(self.mro(base) or self.bases(base))
        return found.values()

    def metaclass(self, entity: Entity) -> Optional[Entity]:
        """The metaclass, where it isn't ``type``."""
        for cls in (entity, *self.ancestors(entity)):
            value = cls.value
            if isinstance(value, Definition) and self.is_typed_dict(value):
                return self._names.of_library("typing", "_TypedDictMeta")
            if not isinstance(value, Definition):
                if raw.is_class(value) and type(value) is not type:
                    return self._names.of_value(type(value), None)
            elif value.class_facts is not None and value.class_facts.metaclass is not None:
                found = self._names.resolve(value.scope, value.class_facts.metaclass)
                if found is not None and found.kind == "class":
                    return found
        return None

    def is_typed_dict(self, definition: Definition) -> bool:
        """Whether a class is a ``TypedDict``, by its bases or by a call."""
        key = id(definition)
        if key not in self._typed_dicts:
            # Those that lead in a circle are none.
            self._typed_dicts[key] = False
            self._typed_dicts[key] = "typeddict" in definition.fields.get("flavours", ()) or bool(
                self.typed_dicts_above(definition)
            )
        return self._typed_dicts[key]

    def typed_dicts_above(self, definition: Definition) -> list[Entity]:
        """The bases of a class that are typed dictionaries, or ``TypedDict`` itself."""
        facts = definition.class_facts
        found = []
        for parts in facts.bases if facts is not None else ():
            base = self._names.resolve(definition.scope, parts)
            value = base.value if base is not None else None
            if base is None or (isinstance(value, Definition) and not self.is_typed_dict(value)):
                continue
            is_root = parts[-1] == "TypedDict" and base.foreign is not None
            if isinstance(value, Definition) or (is_root and str((base.foreign or {})["id"]).endswith(".TypedDict")):
                found.append(base)
        return found

    def type_variables(self, entity: Entity) -> list[str]:
        """The type parameters that a generic class has by the arguments of its bases, without saying so."""
        definition: Any = entity.value
        found: dict[str, None] = {}
        for parts in definition.class_facts.arguments if definition.class_facts is not None else ():
            variable = self._names.resolve(definition.scope, parts)
            hint = variable.value.hint if variable is not None and isinstance(variable.value, Definition) else None
            if variable is not None and hint is not None and hint[1][-1] in _TYPE_VARIABLES:
                found.setdefault(f"{_TYPE_VARIABLES[hint[1][-1]]}{parts[-1]}")
        return list(found)

    def is_enum(self, entity: Entity) -> bool:
        """Whether the class is an enumeration."""
        for cls in (entity, *self.ancestors(entity)):
            if raw.is_class(cls.value) and raw.is_subclass(type(cls.value), enum.EnumMeta):
                return True
            if isinstance(cls.value, Definition) and cls.value.class_facts is not None:
                given = cls.value.class_facts.metaclass
                if given is not None and given[-1] in ("EnumMeta", "EnumType"):
                    return True
        return False

    def flavours(self, entity: Entity) -> list[str]:
        """What kinds of class this is, sorted, in the words that are used at run time."""
        definition: Any = entity.value
        found = set(definition.fields.get("flavours", ()))
        facts = definition.class_facts
        if facts is None:
            return sorted(found)
        for parts in facts.decorators:
            if parts[-1] == "dataclass" and parts[0] not in ("attr", "attrs"):
                found.add("dataclass")
            elif parts[-1] in _ATTRS and self._is_of_attrs(definition, parts):
                found.add("attrs")
            elif parts[-1] == "final":
                found.add("final")
        direct = self.bases(entity)
        for base in self.ancestors(entity):
            if isinstance(base.value, Definition):
                found.update(_INHERITED.intersection(base.value.fields.get("flavours", ())))
                if "namedtuple" in base.value.fields.get("flavours", ()):
                    found.add("namedtuple")
            elif raw.is_class(base.value):
                found.update(_INHERITED.intersection(flavours_of_class(base.value)))
                if base.value is typing.Protocol and base in direct:
                    found.add("protocol")
                if raw.class_name(base.value) == "NamedTuple":
                    found.add("namedtuple")
        for parts in facts.bases:
            flavour = {"NamedTuple": "namedtuple", "TypedDict": "typeddict", "Protocol": "protocol"}.get(parts[-1])
            if flavour is not None and any(base.kind != "class" or base.foreign is not None for base in direct):
                found.add(flavour)
        found.update(name for name, holds in self._further_flavours(entity) if holds)
        return sorted(found)

    def _further_flavours(self, entity: Entity) -> Iterable[tuple[str, bool]]:
        definition: Any = entity.value
        return ("typeddict", self.is_typed_dict(definition)), ("abstract", self._is_abstract(entity))

    def _is_of_attrs(self, definition: Definition, parts: tuple[str, ...]) -> bool:
        target = self._names.resolve(definition.scope, parts)
        home = target.foreign.get("distribution") if target is not None and target.foreign is not None else None
        return home == "attrs" or parts[0] in ("attr", "attrs")

    def _is_abstract(self, entity: Entity) -> bool:
        metaclass = self.metaclass(entity)
        if metaclass is None:
            return False
        above = (metaclass, *self.ancestors(metaclass))
        if not any(raw.is_class(cls.value) and raw.class_name(cls.value) == "ABCMeta" for cls in above):
            return False
        seen: set[str] = set()
        for cls in (entity, *self.ancestors(entity)):
            value = cls.value
            if isinstance(value, Definition):
                scope = value.class_facts.scope if value.class_facts is not None else None
                for name, binding in (scope.bindings if scope is not None else {}).items():
                    what = binding.what
                    flags = what.fields.get("flags", ()) if isinstance(what, Definition) else ()
                    if name not in seen and "abstract" in flags:
                        return True
                    seen.add(name)
            elif raw.is_class(value):
                left = raw.class_dict(value).get("__abstractmethods__")
                if type(left) is frozenset and not left <= seen:
                    return True
                seen.update(raw.class_dict(value))
        return False

    def _known_bases(self, entity: Entity) -> tuple[list[Entity], bool]:
        definition = entity.value
        if not isinstance(definition, Definition):
            if not raw.is_class(definition):
                return [], False
            found = [self._names.of_value(base, None) for base in raw.class_bases(definition)]
            return [base for base in found if base is not None], None not in found
        facts = definition.class_facts
        if facts is None:
            return [], False
        if self.is_typed_dict(definition):
            # Whatever it extends: their keys are its own.
            root = self._names.of_value(dict, None)
            return ([root], True) if root is not None else ([], False)
        bases: list[Entity] = []
        complete = not facts.missing_base
        generic = self._names.of_value(typing.Generic, None)
        for number, parts in enumerate(facts.bases):
            base = self._base(definition, parts)
            if base is not None and base is generic and self._is_generic_later(definition, facts, number, False):
                continue
            if base is None:
                complete = False
            elif base not in bases:
                bases.append(base)
                complete = complete and base.kind == "class"
            if (
                generic is not None
                and self._is_alias_of_typing(definition, parts)
                and not self._is_generic_later(definition, facts, number, True)
            ):
                bases.append(generic)
        if facts.by_syntax and generic is not None and not any(parts[-1] == "Protocol" for parts in facts.bases):
            bases.append(generic)
        elif not facts.bases and not facts.missing_base:
            root = self._names.of_value(object, None)
            bases = [root] if root is not None else []
        return bases, complete

    def _is_alias_of_typing(self, definition: Definition, parts: tuple[str, ...]) -> bool:
        """Whether a base is ``typing.List`` or the like, which brings Generic with it."""
        found = self._names.resolve(definition.scope, parts)
        return found is not None and not isinstance(found.value, Definition) and kinds.is_special_alias(found.value)

    def _is_generic_later(self, definition: Definition, facts: ClassFacts, number: int, unsubscripted: bool) -> bool:
        """Whether a base further on is generic by itself: then it stands for Generic, too.

        Mostly only one with type arguments does.
        """
        for later in range(number + 1, len(facts.bases)):
            if self._is_alias_of_typing(definition, facts.bases[later]):
                return True
            counts = unsubscripted or later in facts.subscripted
            base = self._base(definition, facts.bases[later]) if counts else None
            above = [base, *self.ancestors(base)] if base is not None else []
            if any(cls.value is typing.Generic for cls in above):
                return True
        return False

    def _base(self, definition: Definition, parts: tuple[str, ...]) -> Optional[Entity]:
        found = self._names.resolve(definition.scope, parts)
        if found is None:
            return None
        if found.foreign is not None and found.foreign.get("python"):
            # Functions that stand for a class: typing.NamedTuple, typing.TypedDict.
            stands_for = {"NamedTuple": tuple, "TypedDict": dict}.get(parts[-1])
            if stands_for is not None and found.kind != "class":
                return self._names.of_value(stands_for, None)
        if type(found.value) is not Definition and (found.plain or kinds.is_special_alias(found.value)):
            origin = raw.attribute(found.value, "__origin__")
            return self._names.of_value(origin, None) if raw.is_class(origin) else None
        if found.foreign is None and found.kind != "class":
            return None
        return found

    def _merged(self, entity: Entity) -> Optional[list[Entity]]:
        """C3, as the interpreter does it."""
        bases, complete = self._known_bases(entity)
        if not complete:
            return None
        rows = []
        for base in bases:
            above = self.mro(base)
            if above is None:
                return None
            rows.append([base, *above])
        rows.append(list(bases))
        return linearized(rows, id)

    def _mro_of_library(self, value: Any) -> Optional[list[Entity]]:
        if not raw.is_class(value):
            return None
        found = [self._names.of_value(cls, None) for cls in raw.class_mro(value)[1:]]
        return [cls for cls in found if cls is not None] if None not in found else None


def enum_members(entity: Entity) -> dict[str, Entity]:
    """The members of an enumeration among the names of its body; those of equal values are one, as at run time."""
    ignored = {"_ignore_"}
    by_value: dict[tuple[type, object], Entity] = {}
    found: dict[str, Entity] = {}
    for name, child in entity.members.items():
        definition = child.value
        if not isinstance(definition, Definition) or definition.kind != "data" or name in ignored:
            continue
        if (name.startswith("_") and name.endswith("_")) or "__" in name[:1] or _is_mangled(name, entity):
            continue
        value = definition.value
        if value is not UNKNOWN:
            key = (type(value), value)
            found[name] = by_value.setdefault(key, child)
        else:
            found[name] = child
    return found


def _is_mangled(name: str, entity: Entity) -> bool:
    definition: Any = entity.value
    own = definition.qualname.rpartition(".")[2].lstrip("_")
    return name.startswith(f"_{own}__")
