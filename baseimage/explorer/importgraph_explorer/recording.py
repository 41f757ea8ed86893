"""An object's facts, as a record of the shard."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any

from .facts.annotations import Scope, annotations_of, lazy_text
from .facts.classes import base_texts_of, flavours_of, type_parameters_of
from .facts.deprecations import deprecation_of, deprecation_of_module
from .facts.descriptors import access_of, class_given_by, function_called_through, types_of
from .facts.docs import doc_of
from .facts.flags import flags_of
from .facts.foreign import names_of_foreign
from .facts.partials import without_first
from .facts.signatures import (
    ScopeOf,
    described_signature,
    function_behind,
    is_bound,
    is_made_by_call,
    overloads_of,
    signature_of,
    signature_of_class,
)
from .facts.textual import said_in_text
from .facts.unbound import UnboundNames
from .facts.values import exact_text, varies
from .looking import described, kinds, raw
from .looking.members import exported_names
from .merging.merging import Merger
from .merging.written import Written
from .places.entities import Entity, ReportProblem
from .places.graph import MAX_MEMBERS, Graph
from .source.homes import Homes
from .source.locations import Locations
from .source.sources import SourceFile
from .source.statements import Statements
from .source.varying import Evidence
from .wire import records
from .wire.records import ForeignRef, Record, Ref
from .wire.texts import ID_CHARACTERS, Machine, encodable, leaf_of

_MOST_ANCESTORS = 500


class Recorder:
    """Writes the records of a graph whose entities have their places."""

    def __init__(
        self, graph: Graph, locations: Locations, written: Written, machine: Machine, report: ReportProblem
    ) -> None:
        self._graph = graph
        self.merger = Merger(written, graph.modules, self._ref_of)
        self._report = report
        self._locations = locations
        self._machine = machine
        self._scopes: dict[int, Scope] = {}
        self._evidence: dict[str, Evidence] = {}
        self._externals: dict[int, object] = {}
        self._unbound = UnboundNames(locations, machine, graph.modules)
        self._homes = Homes(graph.modules, locations)
        self._statements = Statements(locations)
        self._annotated: tuple[Entity | None, dict[str, str]] = (None, {})

    def nodes(self, entity: Entity, owner: Entity | None) -> list[Record]:
        """The node of an entity of ours, and those of the names in it that have no value.

        ``owner`` is what holds it at its place, if anything of ours does.
        """
        module, qualname = entity.place or ("", "")
        fields: dict[str, Any] = {"id": entity.id, "kind": entity.kind, "module": module, "from": ["runtime"]}

        def report_cut(length: int) -> None:
            message = f"{entity.id}: its docstring of {length} characters is cut"
            self._report(module, "limit", "DocTooLong", message)

        doc = doc_of(entity.value, entity.kind, self._machine, report_cut)
        if doc is not None:
            fields["doc"] = doc
        if entity.kind == "module":
            self._add_module(fields, entity, module)
        else:
            self._add_claim(fields, entity)
            scope = self._scope_of_module(fields["module"])
            if entity.kind == "class":
                self._add_class(fields, entity, scope, qualname)
            elif entity.kind in kinds.ROUTINES:
                self._add_routine(fields, entity.value, scope)
                if is_made_by_call(entity.value) or described.kind_of(entity.value) is not None:
                    self._unbound.add_written(fields, *entity.defined)
            elif entity.kind in ("property", "descriptor"):
                self._add_descriptor(fields, entity, owner, scope, qualname)
            elif entity.kind == "attribute":
                fields["instance"] = True
                self._unbound.add_written(fields, *entity.defined)
            else:
                self._add_data(fields, entity, owner, scope, qualname)
        self._add_deprecation(fields, entity)
        self.merger.complete(fields, entity)
        if entity.kind in kinds.ROUTINES and "overloads" not in fields:
            self._add_overloads(fields, entity.value, wrapped=True)
        if "signature" not in fields and "overloads" not in fields:
            fields.update(said_in_text(entity, fields.get("doc", ""), leaf_of(entity.id)))
        below: list[Record] = []
        members = self._members(entity) if entity.members else {}
        if entity.kind in ("module", "class"):
            below = self._unbound.nodes(entity, fields["module"], self._annotations(entity))
            members.update((leaf_of(record["id"]), record["id"]) for record in below)
            for name, nodes in self.merger.further(entity, fields["module"], members):
                members[name] = nodes[0]["id"]
                below += nodes
        if members:
            fields["members"] = dict(sorted(members.items()))
        return [records.node(fields), *below]

    def missing_module(self, name: str) -> Record:
        """The node of a module that could not be imported: its name and its file are all that is known."""
        fields: dict[str, Any] = {"id": name, "kind": "module", "module": name, "from": ["source"], "imported": False}
        location = self._locations.of_module(name)
        if location is not None:
            fields["location"] = location
        if self._is_shadowed(name, None):
            fields["shadowed"] = True
        return records.node(fields)

    def externals(self) -> list[Record]:
        """The foreign classes and interfaces that nodes refer to so far, and those that these inherit from."""
        found: dict[str, Record] = {}
        done: set[int] = set()
        while len(done) < len(self._externals):
            for identity, holder in list(self._externals.items()):
                if identity in done:
                    continue
                done.add(identity)
                ref = self._ref_of(holder)
                ancestors = raw.class_mro(holder)[1:] if raw.is_class(holder) else described.interfaces_above(holder)
                if isinstance(ref, str) or len(ancestors) > _MOST_ANCESTORS:
                    continue
                mro = [self._ref_of(base) for base in ancestors]
                names = names_of_foreign(holder)
                key = records.line(ref)
                if key in found:
                    # Several classes that nobody can tell apart by name.
                    names = sorted({*names, *found[key]["members"]})
                    mro = found[key]["mro"]
                found[key] = records.external(ref, mro, names)
        return [found[key] for key in sorted(found)]

    def reference(self, entity: Entity) -> Ref:
        """A reference to any entity."""
        if entity.foreign is None:
            return entity.id
        if entity.kind == "class" or (entity.kind == "data" and described.is_interface(entity.value)):
            self._externals[id(entity.value)] = entity.value
        return entity.foreign

    def _ref_of(self, holder: object) -> Ref:
        """A reference to a class or an interface."""
        entity = self._graph.entity_of(holder)
        if entity is None or (entity.foreign is None and entity.place is None):
            self._externals[id(holder)] = holder
            ref: ForeignRef = self._graph.reference_outside(holder)
            return ref
        return self.reference(entity)

    def _module_of(self, entity: Entity) -> str:
        """The module in whose scope an entity's annotations are read: where it was defined, if that is one of ours."""
        place = entity.place or ("", "")
        if entity.claim is not None and entity.claim[0] in self._graph.modules:
            return entity.claim[0]
        return place[0]

    def _scope_of_module(self, name: str) -> Scope:
        module: Any = self._graph.modules[name].value if name in self._graph.modules else None
        return self._scope(raw.module_dict(module) if raw.is_module(module) else {})

    def _scope_of_function(self, function: types.FunctionType) -> Scope:
        return self._scope(function.__globals__)

    def _scope(self, names: Mapping[str, Any]) -> Scope:
        scope = self._scopes.get(id(names))
        if scope is None:
            scope = Scope(names, self._machine, self._statements.annotation, self._evidence_of)
            self._scopes[id(names)] = scope
        return scope

    def _evidence_of(self, module: str) -> Evidence:
        known = self._evidence.get(module)
        if known is None:
            value: Any = self._graph.modules[module].value if module in self._graph.modules else None
            source = self._locations.source_of_module(module) or SourceFile("")
            names = raw.module_dict(value) if raw.is_module(value) else {}
            known = self._evidence[module] = Evidence(source, names, self._evidence_of)
        return known

    def _members(self, entity: Entity) -> dict[str, Ref]:
        return {
            name: self.reference(child)
            for name, child in entity.members.items()
            if child.foreign is not None or child.place is not None
        }

    def _annotations(self, owner: Entity) -> dict[str, str]:
        if owner is not self._annotated[0]:
            self._annotated = (owner, annotations_of(owner.value, self._scope_of_module(self._module_of(owner))))
        return self._annotated[1]

    def _is_shadowed(self, name: str, module: object) -> bool:
        parent, _, leaf = name.rpartition(".")
        holder = self._graph.modules.get(parent)
        if holder is None or leaf not in holder.members:
            return False
        return holder.members[leaf].value is not module

    def _add_module(self, fields: dict[str, Any], entity: Entity, name: str) -> None:
        names: Mapping[str, Any] = {}
        if raw.is_module(entity.value):
            names = raw.module_dict(entity.value)
            said = names.get("__name__")
            if type(said) is str and said != name and 0 < len(said) <= ID_CHARACTERS:
                fields["claims"] = encodable(said)
        if "__all__" in entity.members:
            exported = exported_names(entity.members["__all__"].value)
            fields["all"] = self._exported(name, exported) if exported is not None else None
        location = self._locations.of_module(name)
        if location is not None:
            fields["location"] = location
        elif names.get("__path__") is not None and type(names.get("__file__")) is not str:
            fields["namespace"] = True
        if self._is_shadowed(name, entity.value):
            fields["shadowed"] = True

    def _exported(self, module: str, names: list[str]) -> list[str]:
        if len(names) > MAX_MEMBERS:
            self._report(module, "limit", "TooManyNames", f"{len(names) - MAX_MEMBERS} names of __all__ left out")
        return [encodable(name[:1000]) for name in names[:MAX_MEMBERS]]

    def _add_claim(self, fields: dict[str, Any], entity: Entity) -> None:
        fields["module"] = self._module_of(entity)
        if entity.claim is not None and entity.claim != entity.place and entity.kind != "enumMember":
            claim = ".".join(entity.claim)
            # What an extension makes of its parts may be called a module there, and be a value in a module here.
            if claim != ".".join(entity.place or ()) and len(claim) <= ID_CHARACTERS:
                fields["claims"] = encodable(claim)

    def _add_class(self, fields: dict[str, Any], entity: Entity, scope: Scope, qualname: str) -> None:
        cls: Any = entity.value
        fields["bases"] = [self._ref_of(base) for base in raw.class_bases(cls)]
        mro = raw.class_mro(cls)[1:]
        if len(mro) > _MOST_ANCESTORS:
            self._report(fields["module"], "limit", "TooManyAncestors", f"{len(mro)} ancestors of {entity.id} left out")
        else:
            fields["mro"] = [self._ref_of(base) for base in mro]
        # Also where it goes without saying: names are inherited from it.
        metaclass = self._ref_of(type(cls))
        if type(cls) is not type:
            fields["metaclass"] = metaclass
        lists = {
            "flavours": flavours_of(cls),
            "typeParameters": type_parameters_of(cls, scope, self._statements.type_parameters),
            "baseText": base_texts_of(cls, scope, self._statements.bases),
        }
        fields.update((name, found) for name, found in lists.items() if found)
        signature = signature_of_class(cls, self._scopes_from(scope))
        if signature is not None:
            fields["signature"] = signature
        said = entity.claim[1] if entity.claim is not None else qualname
        location = self._locations.of_class(cls, fields["module"], said)
        place = (entity.place or ("", ""))[0]
        if place != fields["module"] and "line" not in (location or {}) and self._locations.is_compiled(place):
            # It is told to say that it is of a module in Python.
            location = self._locations.of_module(place)
        if location is not None:
            fields["location"] = location

    def _scopes_from(self, scope: Scope) -> ScopeOf:
        """The scope of a function, and for None this one."""
        return lambda function: scope if function is None else self._scope_of_function(function)

    def _add_routine(self, fields: dict[str, Any], value: object, scope: Scope) -> None:
        signature = signature_of(value, self._scopes_from(scope)) or described_signature(value, scope)
        if signature is not None:
            fields["signature"] = signature
        flags = flags_of(value)
        if flags:
            fields["flags"] = flags
        function = function_behind(value)
        if function is not None:
            self._add_overloads(fields, value)
            parameters = type_parameters_of(
                function, self._scope_of_function(function), self._statements.type_parameters
            )
            if parameters:
                fields["typeParameters"] = parameters
            self._add_location(fields, function, value)

    def _add_overloads(self, fields: dict[str, Any], value: object, *, wrapped: bool = False) -> None:
        function = function_behind(value)
        found = overloads_of(function, self._scope_of_function(function), wrapped=wrapped) if function else []
        if found:
            fields["overloads"] = [without_first(one) or one for one in found] if is_bound(value) else found

    def _add_location(self, fields: dict[str, Any], function: types.FunctionType, value: object) -> None:
        location = self._locations.of_function(function)
        if location is None and type(value) is types.FunctionType:
            # What it wraps is somebody else's, but the wrapper is ours.
            location = self._locations.of_function(value)
        if location is not None:
            fields["location"] = location

    def _add_descriptor(
        self, fields: dict[str, Any], entity: Entity, owner: Entity | None, scope: Scope, qualname: str
    ) -> None:
        access = access_of(entity.value)
        if access:
            fields["access"] = access
        read, written = types_of(entity.value, self._scopes_from(scope))
        if read is not None:
            fields["type"] = read
        if written is not None and written != read:
            fields["setType"] = written
        flags = flags_of(entity.value)
        if flags:
            fields["flags"] = flags
        # Of a property it goes without saying, but names are had from it.
        kind = self._ref_of(type(entity.value))
        if entity.kind == "descriptor":
            fields["valueType"] = kind
            annotation = self._annotations(owner).get(qualname.rpartition(".")[2]) if owner is not None else None
            holder: Any = owner.value if owner is not None else None
            given = class_given_by(entity.value, holder) if raw.is_class(holder) else None
            if given is not None:
                annotation = scope.text(given)
            if read is None and annotation is not None:
                fields["type"] = annotation
            called = function_called_through(entity.value, holder) if raw.is_class(holder) else None
            signature = signature_of(called, self._scopes_from(scope)) if called is not None else None
            if signature is not None:
                fields["signature"] = signature
        function = function_behind(entity.value)
        if function is not None:
            self._add_location(fields, function, function)

    def _add_data(
        self, fields: dict[str, Any], entity: Entity, owner: Entity | None, scope: Scope, qualname: str
    ) -> None:
        value = entity.value
        fields["valueType"] = self._ref_of(type(value))
        home = self._homes.of(entity)
        if home != entity.defined:
            fields["module"], qualname = home
            owner = self._graph.modules[home[0]]
        self._unbound.add_written(fields, *home)
        annotation = self._annotations(owner).get(qualname.rpartition(".")[2]) if owner is not None else None
        if annotation is not None:
            fields["type"] = annotation
        if entity.kind == "typeAlias":
            fields["value"] = self._alias_text(value, scope, fields["module"], qualname)
            parameters = type_parameters_of(value, scope, self._statements.type_parameters)
            if parameters:
                fields["typeParameters"] = parameters
            return
        if entity.kind == "enumMember":
            value = raw.instance_dict(value).get("_value_")
        elif is_made_by_call(value):
            signature = signature_of(value, self._scopes_from(scope))
            flags = flags_of(value)
            fields.update((name, found) for name, found in (("signature", signature), ("flags", flags)) if found)
        text = exact_text(value)
        if text is None:
            return
        place = entity.place or ("", "")
        source = self._locations.source_of_module(place[0])
        if varies(value, place[1], source, lambda: self._evidence_of(place[0]), self._machine):
            fields["varies"] = True
        else:
            fields["value"] = text

    def _alias_text(self, value: object, scope: Scope, module: str, qualname: str) -> str:
        doubts = scope.doubts
        is_lazy = hasattr(type(value), "__value__")
        text = lazy_text(value, "value", scope) if is_lazy else scope.alias_text(value)
        if text is None or scope.doubts != doubts:
            text = self._statements.value(module, qualname) or text or scope.text(value)
        return text if len(text) <= 200 else text[:197] + "..."

    def _add_deprecation(self, fields: dict[str, Any], entity: Entity) -> None:
        if entity.kind in ("data", "enumMember", "typeAlias"):
            return
        if entity.kind == "module":
            source = self._locations.source_of_module(entity.id)
            names = raw.module_dict(entity.value) if raw.is_module(entity.value) else {}
            warned = deprecation_of_module(source.text, names) if source is not None else None
            if warned is not None:
                records.add_facts(fields, {"deprecated": warned}, "source")
                return
        functions: list[types.FunctionType] = []
        if entity.kind not in ("module", "class"):
            candidates = (entity.value, kinds.wrapped_function(entity.value), function_behind(entity.value))
            for function in candidates:
                if type(function) is types.FunctionType and function not in functions:
                    functions.append(function)
        found = deprecation_of(entity.value, functions, fields.get("doc"), entity.id)
        if found is not None:
            fields["deprecated"] = found
