"""What a scan found, as records of the shard: of the same form as those of objects looked at at run time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Callable, Optional

from ..facts.annotations import Scope
from ..facts.calls.signatures import signature_of
from ..facts.docs import doc_of
from ..facts.foreign import names_of_foreign_class
from ..facts.values import exact_text
from ..looking import raw
from ..looking.kinds import ROUTINES
from ..places.entities import Entity
from ..wire import records
from ..wire.records import Record, Ref
from ..wire.texts import ID_CHARACTERS, Machine, is_name
from .linking.linking import Linker
from .reading.scopes import Definition, ModuleScan


class ScanRecorder:
    """Writes the records of entities that have their places."""

    def __init__(self, linker: Linker, machine: Machine, id_of: Callable[[Entity], Optional[str]]) -> None:
        """``id_of`` gives the id of an entity of ours that has a node, or gets one elsewhere."""
        self._linker = linker
        self._machine = machine
        self._id_of = id_of
        self._externals: dict[int, Entity] = {}
        self._type = linker.of_library("builtins", "type")
        self._property = linker.of_library("builtins", "property")

    def module(self, name: str, scan: Optional[ModuleScan], file: Optional[str], package: bool) -> Record:
        """The node of a module."""
        entity = self._linker.module(name)
        origin = scan.origin if scan is not None else "source"
        fields: dict[str, Any] = {"id": name, "kind": "module", "module": name, "from": [origin], "imported": False}
        if scan is not None:
            if scan.doc is not None:
                self._add_doc(fields, scan.doc)
            if scan.deprecated is not None:
                fields["deprecated"] = scan.deprecated
            if "__all__" in scan.scope.bindings:
                exported = self._linker.exports.listed(scan.scope)
                fields["all"] = [text[:1000] for text in exported] if exported is not None else None
        if file is not None:
            fields["location"] = {"file": file}
        elif package:
            fields["namespace"] = True
        parent, _, leaf = name.rpartition(".")
        beside = self._linker.modules[parent].members.get(leaf) if parent in self._linker.modules else None
        if beside is not None and beside is not entity:
            fields["shadowed"] = True
        self._add_members(fields, entity)
        return records.node(fields)

    def node(self, entity: Entity) -> Record:
        """The node of anything else of ours."""
        place = entity.place or ("", "")
        value = entity.value
        if not isinstance(value, Definition):
            return self._value_of_library(entity, place[0])
        scan = value.scope.module
        elsewhere = entity.plain and scan.name != place[0]
        fields: dict[str, Any] = {
            **value.fields,
            "id": entity.id,
            "kind": entity.kind,
            "module": place[0] if elsewhere else scan.name,
            "from": [scan.origin],
        }
        if elsewhere:
            fields.pop("location", None)
        if not entity.plain and entity.claim is not None and entity.claim != entity.place:
            claim = ".".join(entity.claim)
            if entity.kind in ("class", "function", "method", "classmethod", "staticmethod", "property"):
                fields["claims"] = claim[:ID_CHARACTERS]
        if "doc" in fields:
            self._add_doc(fields, fields["doc"])
        if entity.kind == "class":
            self._add_class(fields, entity)
        elif value.hint is not None and value.hint[0] == "decorated":
            self._add_decoration(fields, value, value.hint[1])
        elif value.hint is not None and value.hint[0] == "wraps":
            self._add_wrapped(fields, value, value.hint[1])
        elif entity.kind in ("data", "enumMember"):
            self._add_value(fields, entity, value)
            if entity.kind == "enumMember":
                cls = self._linker.class_around(value)
                if cls is not None:
                    fields["valueType"] = self.reference(cls)
        elif entity.kind == "property" and self._property is not None:
            self.reference(self._property)
        self._add_members(fields, entity)
        return records.node(fields)

    def externals(self) -> list[Record]:
        """The foreign classes that the nodes mentioned so far refer to, and those that these inherit from."""
        found: dict[str, Record] = {}
        done: set[int] = set()
        while len(done) < len(self._externals):
            for identity, entity in list(self._externals.items()):
                if identity in done:
                    continue
                done.add(identity)
                above = self._linker.ancestry.mro(entity)
                if above is None or entity.foreign is None:
                    continue
                key = records.line(entity.foreign)
                names = sorted(name for name in _names_of(entity.value) if is_name(name))
                found.setdefault(key, records.external(entity.foreign, [self.reference(cls) for cls in above], names))
        return [found[key] for key in sorted(found)]

    def reference(self, entity: Entity) -> Ref:
        """A reference to any entity."""
        if entity.foreign is None:
            return self._id_of(entity) or self._lost(entity)
        if entity.kind == "class":
            self._externals[id(entity)] = entity
        return entity.foreign

    @staticmethod
    def _lost(entity: Entity) -> Ref:
        claim = entity.claim or entity.place or ("unknown", "")
        return {"distribution": None, "id": ".".join(part for part in claim if part)[:ID_CHARACTERS]}

    def _add_members(self, fields: dict[str, Any], entity: Entity) -> None:
        if entity.members:
            members = {name: self.reference(child) for name, child in entity.members.items()}
            fields["members"] = dict(sorted(members.items()))

    def _add_doc(self, fields: dict[str, Any], doc: str) -> None:
        text = self._machine.doc(doc)
        if text:
            fields["doc"] = text
        else:
            fields.pop("doc", None)

    def _add_class(self, fields: dict[str, Any], entity: Entity) -> None:
        ancestry = self._linker.ancestry
        bases = ancestry.bases(entity)
        if bases:
            fields["bases"] = [self.reference(base) for base in bases]
        above = ancestry.mro(entity)
        if above is not None:
            fields["mro"] = [self.reference(cls) for cls in above]
        elif "baseText" not in fields:
            definition: Any = entity.value
            texts = [".".join(parts) for parts in definition.class_facts.bases]
            if texts:
                fields["baseText"] = texts
        metaclass = ancestry.metaclass(entity)
        if metaclass is not None:
            fields["metaclass"] = self.reference(metaclass)
        elif self._type is not None:
            # Not written down, but what it gives is inherited all the same.
            self.reference(self._type)
        flavours = ancestry.flavours(entity)
        if flavours:
            fields["flavours"] = flavours
        if "generic" in flavours and "typeParameters" not in fields:
            variables = ancestry.type_variables(entity)
            if variables:
                fields["typeParameters"] = variables

    def _add_value(self, fields: dict[str, Any], entity: Entity, definition: Definition) -> None:
        if definition.hint is None:
            return
        what, parts = definition.hint
        written = definition.copy_of or definition
        found = self._linker.resolve(written.scope, parts) if what != "builtin" else self._linker.builtin(parts[0])
        if what in ("subscripted", "joined"):
            if found is None or not _is_type(found):
                del fields["value"]
            elif entity.kind == "data":
                fields["kind"] = "typeAlias"
        elif entity.kind == "data" and found is not None and found.kind == "class":
            fields["valueType"] = self.reference(found)
            self._add_descriptor(fields, definition, found)

    def _add_decoration(self, fields: dict[str, Any], definition: Definition, parts: tuple[str, ...]) -> None:
        """What a decorator that is a class makes of a function."""
        found = self._linker.resolve(definition.scope, parts)
        if found is not None and found.kind == "class":
            self._add_descriptor(fields, definition, found)

    def _add_wrapped(self, fields: dict[str, Any], definition: Definition, parts: tuple[str, ...]) -> None:
        """What a function has from the one that it is made to look like: its docstring, and how it is called."""
        found = self._linker.resolve(definition.scope, parts)
        taken: dict[str, Any] = {}
        if found is not None and isinstance(found.value, Definition):
            taken = {name: found.value.fields[name] for name in ("doc", "signature") if name in found.value.fields}
        elif found is not None and found.kind in (*ROUTINES, "class"):
            doc = doc_of(found.value, found.kind, self._machine, lambda _: None)
            signature = signature_of(found.value, lambda _: Scope({}, self._machine))
            taken = {name: fact for name, fact in (("doc", doc), ("signature", signature)) if fact is not None}
        for name in ("doc", "signature"):
            fields.pop(name, None)
        fields.update(taken)

    def _add_descriptor(self, fields: dict[str, Any], definition: Definition, cls: Entity) -> None:
        if not definition.scope.qualname:
            return
        found = {name for name in ("__get__", "__set__", "__delete__") if self._has(cls, name)}
        if "__get__" not in found:
            return
        name = (cls.foreign["id"] if cls.foreign is not None else cls.id).rpartition(".")[2]
        fields["kind"] = "property" if "property" in name.lower() else "descriptor"
        accesses = (("get", "__get__"), ("set", "__set__"), ("delete", "__delete__"))
        fields["access"] = [access for access, slot in accesses if slot in found]
        returned = fields.pop("signature", {}).get("returns")
        if returned is not None:
            fields["type"] = returned
        if fields["kind"] == "descriptor":
            fields["valueType"] = self.reference(cls)

    def _has(self, cls: Entity, name: str) -> bool:
        return any(name in _body(one.value) for one in (cls, *self._linker.ancestry.ancestors(cls)))

    def _value_of_library(self, entity: Entity, module: str) -> Record:
        """The node of a plain value that a module takes from the standard library."""
        value = entity.value
        fields: dict[str, Any] = {"id": entity.id, "kind": entity.kind, "module": module, "from": ["source"]}
        kind = self._linker.of_value(type(value), None)
        if kind is not None:
            fields["valueType"] = self.reference(kind)
        if entity.kind == "typeAlias":
            fields["value"] = Scope({}, self._machine).default_text(value)
        else:
            text = exact_text(value)
            if text is not None and not self._machine.shows_in(text):
                fields["value"] = text
        return records.node(fields)


def _names_of(value: Any) -> Iterable[str]:
    return names_of_foreign_class(value) if raw.is_class(value) else _body(value)


def _body(value: Any) -> Collection[str]:
    """The names that a class binds."""
    if isinstance(value, Definition):
        return value.class_facts.scope.bindings if value.class_facts is not None else ()
    return raw.class_dict(value) if raw.is_class(value) else ()


def _is_type(entity: Entity) -> bool:
    if entity.kind in ("class", "typeAlias"):
        return True
    found = entity.foreign
    return found is not None and (found.get("python") is not None and found["id"].startswith(("typing.", "types.")))
