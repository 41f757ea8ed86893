"""An object's facts, as a record of the shard."""

from __future__ import annotations

import types
from collections.abc import Container, Mapping
from typing import Any

from .facts.aliases import alias_text, is_said_to_be_alias
from .facts.annotations import Scope, annotations_of
from .facts.assigned import Assigned
from .facts.attributes.attributes import types_of_fields
from .facts.attributes.keys import InheritedKeys
from .facts.attributes.unbound import UnboundNames
from .facts.calls.defaults import SHOWS_NOTHING
from .facts.calls.flags import flags_of
from .facts.calls.partials import without_first
from .facts.calls.signatures import (
    described_signature,
    function_behind,
    has_overloads,
    is_bound,
    is_made_by_call,
    overloads_of,
    signature_of,
    signature_of_class,
)
from .facts.calls.textual import said_in_text
from .facts.classes import base_texts_of, flavours_of, type_parameters_of
from .facts.deprecations import add_deprecation
from .facts.descriptors import access_of, class_given_by, function_called_through, types_of
from .facts.made_docs import Docs
from .facts.references import MOST_ANCESTORS, References
from .facts.scopes import Scopes
from .facts.values import exact_text, varies
from .installed.subject import Subject
from .looking import described, kinds, raw
from .looking.members import exported_names, has_only_overloads
from .merging.merging import Merger
from .merging.written import Written
from .places.entities import Entity, ReportProblem
from .places.graph import MAX_MEMBERS, Graph
from .source.homes import Homes
from .source.locations import Locations
from .source.statements import Statements
from .wire import records
from .wire.records import Record, Ref
from .wire.texts import ID_CHARACTERS, encodable, leaf_of


class Recorder:
    """Writes the records of a graph whose entities have their places."""

    def __init__(
        self, graph: Graph, subject: Subject, locations: Locations, written: Written, report: ReportProblem
    ) -> None:
        # However a value comes by it, it is the same in every run.
        self._version = repr(subject.distribution.version)
        self._graph = graph
        self._references = References(graph)
        self.merger = Merger(written, graph.modules, self._references.of)
        self._report = report
        self._locations = locations
        self._machine = machine = subject.machine
        self._unbound = UnboundNames(locations, machine, graph.modules)
        self._homes = Homes(graph.modules, locations)
        self._statements = Statements(locations)
        self._scopes = Scopes(graph.modules, locations, self._statements, machine)
        self._docs = Docs(self._scopes, locations, self._statements, machine, report)
        self._assigned = Assigned(self._homes, self._unbound, locations)
        self._keys = InheritedKeys(graph, self._homes, locations, self._annotations)
        self._annotated: tuple[Entity | None, dict[str, str]] = (None, {})

    def nodes(self, entity: Entity, owner: Entity | None) -> list[Record]:
        """The node of an entity of ours, and those of the names in it that have no value.

        ``owner`` is what holds it at its place, if anything of ours does.
        """
        module, qualname = entity.place or ("", "")
        fields: dict[str, Any] = {"id": entity.id, "kind": entity.kind, "module": module, "from": ["runtime"]}

        doc = self._docs.of(entity)
        if doc is not None:
            fields["doc"] = doc
        if entity.kind == "enumMember" and owner is None:
            owner = self._graph.entity_of(type(entity.value))
        self._add_claim(fields, entity)
        scope = self._scopes.of_module(fields["module"])
        if entity.kind == "module":
            self._add_module(fields, entity, module)
        else:
            if entity.kind == "class":
                self._add_class(fields, entity, scope, qualname)
            elif entity.kind in kinds.ROUTINES:
                self._add_callable(fields, entity, owner, scope)
            elif entity.kind in ("property", "descriptor"):
                self._add_descriptor(fields, entity, owner, scope, qualname)
            elif entity.kind == "attribute":
                fields["instance"] = True
                self._unbound.add_written(fields, *entity.defined)
            else:
                self._add_data(fields, entity, owner, scope, qualname)
            self._assigned.complete(fields, entity, owner)
        add_deprecation(fields, entity, self._locations)
        self.merger.complete(fields, entity)
        if entity.kind in kinds.ROUTINES and "overloads" not in fields:
            self._add_overloads(fields, entity.value, wrapped=True)
        if "signature" not in fields and "overloads" not in fields:
            fields.update(said_in_text(entity, fields.get("doc", ""), leaf_of(entity.id)))
        members = self._members(entity) if entity.members else {}
        below = self._below(fields, entity, members)
        members.update((leaf_of(record["id"]), record["id"]) for record in below)
        if entity.kind in ("module", "class"):
            for name, nodes in self.merger.further(entity, fields["module"], members):
                members[name] = nodes[0]["id"]
                below += nodes
        if members:
            fields["members"] = dict(sorted(members.items()))
        return [records.node(fields), *below]

    def _below(self, fields: Mapping[str, Any], entity: Entity, members: dict[str, Ref]) -> list[Record]:
        """The nodes of the names without a value; what a class has of another one's keys is added to its members."""
        behind = kinds.class_behind(entity.value) if entity.kind in kinds.ROUTINES else None
        if behind is not None:
            return self._names_without_value(entity, behind, fields["module"], ())
        if entity.kind not in ("module", "class"):
            return []
        home = self._homes.of_class(entity) if entity.kind == "class" else entity.defined
        annotations = self._annotations(entity)
        elsewhere = self._keys.of(entity, annotations)
        members.update(elsewhere)
        own = {name: text for name, text in annotations.items() if name not in elsewhere}
        below = self._unbound.nodes(entity, home, fields["module"], own)
        for base in self._graph.nameless.get(id(entity), ()):
            taken = {leaf_of(record["id"]) for record in below}
            below += self._names_without_value(entity, base, fields["module"], taken)
        return below

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
        return self._references.externals()

    def _module_of(self, entity: Entity) -> str:
        """The module in whose scope an entity's annotations are read: where it was defined, if that is one of ours."""
        place = entity.place or ("", "")
        if entity.kind == "class":
            home = self._homes.of_class(entity)[0]
            return home if home in self._graph.modules else place[0]
        if entity.kind in kinds.ROUTINES or entity.kind in ("property", "descriptor"):
            function = function_behind(entity.value)
            module = self._homes.of_function(function) if function is not None else None
            # A wrapper runs where the decorator is, and is read where it is used.
            if module is not None and entity.claim is not None and entity.claim == kinds.claim_of(function):
                return module
        if entity.claim is not None and entity.claim[0] in self._graph.modules:
            return entity.claim[0]
        return place[0]

    def _members(self, entity: Entity) -> dict[str, Ref]:
        return {
            name: self._references.of_entity(child)
            for name, child in entity.members.items()
            if (child.foreign is not None or child.place is not None)
            and not self._scopes.is_left_by_chance(entity, name, child)
        }

    def _annotations(self, owner: Entity) -> dict[str, str]:
        if owner is not self._annotated[0]:
            scope = self._scopes.of_module(self._module_of(owner))
            found = annotations_of(owner.value, scope)
            value: Any = owner.value
            if owner.kind == "class":
                for name, given in types_of_fields(value).items():
                    if name not in found:
                        found[name] = scope.text(given)
            self._annotated = (owner, found)
        return self._annotated[1]

    def _names_without_value(self, entity: Entity, cls: type, module: str, taken: Container[str]) -> list[Record]:
        """Those that an entity has from a class that no name leads to."""
        claim = raw.class_claim(cls)
        home = claim if claim is not None and claim[0] in self._graph.modules else (module, "")
        annotations = annotations_of(cls, self._scopes.of_module(home[0]))
        return self._unbound.nodes(entity, home, module, annotations, of=cls, taken=taken)

    def _is_shadowed(self, name: str, module: object) -> bool:
        parent, _, leaf = name.rpartition(".")
        holder = self._graph.modules.get(parent)
        return holder is not None and leaf in holder.members and holder.members[leaf].value is not module

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
        if entity.kind == "module":
            return
        fields["module"] = self._module_of(entity)
        if entity.claim is not None and entity.claim != entity.place and entity.kind != "enumMember":
            claim = ".".join(entity.claim)
            # What an extension makes of its parts may be called a module there, and be a value in a module here.
            if claim != ".".join(entity.place or ()) and len(claim) <= ID_CHARACTERS:
                fields["claims"] = encodable(claim)

    def _add_class(self, fields: dict[str, Any], entity: Entity, scope: Scope, qualname: str) -> None:
        cls: Any = entity.value
        fields["bases"] = [self._references.of(base) for base in raw.class_bases(cls)]
        mro = raw.class_mro(cls)[1:]
        if len(mro) > MOST_ANCESTORS:
            self._report(fields["module"], "limit", "TooManyAncestors", f"{len(mro)} ancestors of {entity.id} left out")
        else:
            fields["mro"] = [self._references.of(base) for base in mro]
        # Also where it goes without saying: names are inherited from it.
        metaclass = self._references.of(type(cls))
        if type(cls) is not type:
            fields["metaclass"] = metaclass
        lists = {
            "flavours": flavours_of(cls),
            "typeParameters": type_parameters_of(cls, scope, self._statements.type_parameters),
            "baseText": base_texts_of(cls, scope, self._statements.bases),
        }
        fields.update((name, found) for name, found in lists.items() if found)
        signature = signature_of_class(cls, self._scopes.around(scope))
        if signature is not None:
            fields["signature"] = signature
        home = self._homes.of_class(entity)
        location = self._locations.of_class(cls, fields["module"], home[1] or qualname)
        place = (entity.place or ("", ""))[0]
        if place != fields["module"] and "line" not in (location or {}) and self._locations.is_compiled(place):
            # It is told to say that it is of a module in Python.
            location = self._locations.of_module(place)
        if location is not None:
            fields["location"] = location

    def _add_callable(self, fields: dict[str, Any], entity: Entity, owner: Entity | None, scope: Scope) -> None:
        if has_only_overloads(entity.value):
            # What stands in for all of them says nothing of this one.
            fields.pop("doc", None)
            home = self._homes.of(entity, owner)
            block = self._locations.of_block(*home)
            if block is not None:
                fields["location"] = block[0]
            self.merger.add_variants(fields, *home)
            return
        self._add_routine(fields, entity.value, scope)
        if is_made_by_call(entity.value) or described.kind_of(entity.value) is not None:
            self._unbound.add_written(fields, *entity.defined)

    def _add_routine(self, fields: dict[str, Any], value: object, scope: Scope) -> None:
        signature = signature_of(value, self._scopes.around(scope)) or described_signature(value, scope)
        if signature is not None:
            fields["signature"] = signature
        flags = flags_of(value)
        if flags:
            fields["flags"] = flags
        function = function_behind(value)
        if function is not None and signature is not None:
            self._add_written_defaults(signature, function)
        behind = kinds.class_behind(value)
        claim = raw.class_claim(behind) if behind is not None else None
        if behind is not None and claim is not None and claim[0] in self._graph.modules:
            location = self._locations.of_class(behind, *claim)
            if location is not None:
                fields["location"] = location
        if function is not None:
            self._add_overloads(fields, value)
            parameters = type_parameters_of(
                function, self._scopes.of_function(function), self._statements.type_parameters
            )
            if parameters:
                fields["typeParameters"] = parameters
            self._add_location(fields, function, value)

    def _add_written_defaults(self, signature: Mapping[str, Any], function: types.FunctionType) -> None:
        """What shows nothing of itself but its class is told as it is written."""
        for parameter in signature["parameters"]:
            if parameter.get("default", "").endswith(SHOWS_NOTHING):
                text = self._statements.default(function, parameter["name"])
                if text is not None:
                    parameter["default"] = text

    def _add_overloads(self, fields: dict[str, Any], value: object, *, wrapped: bool = False) -> None:
        function = function_behind(value)
        if function is None or not has_overloads(function):
            return
        found = overloads_of(function, self._scopes.of_function(function), wrapped=wrapped)
        if found:
            fields["overloads"] = [without_first(one) or one for one in found] if is_bound(value) else found

    def _add_location(self, fields: dict[str, Any], function: types.FunctionType, value: object) -> None:
        if "location" in fields:
            return
        location = self._locations.of_function(function)
        if location is None and type(value) is types.FunctionType:
            # What it wraps is somebody else's, but the wrapper is ours.
            location = self._locations.of_function(value)
        if location is not None:
            fields["location"] = location

    def _add_descriptor(
        self, fields: dict[str, Any], entity: Entity, owner: Entity | None, scope: Scope, qualname: str
    ) -> None:
        access = access_of(entity.value, owner.value if owner is not None else None)
        if access:
            fields["access"] = access
        read, written = types_of(entity.value, self._scopes.around(scope))
        if read is not None:
            fields["type"] = read
        if written is not None and written != read:
            fields["setType"] = written
        flags = flags_of(entity.value)
        if flags:
            fields["flags"] = flags
        # Of a property it goes without saying, but names are had from it.
        kind = self._references.of(type(entity.value))
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
            signature = signature_of(called, self._scopes.around(scope)) if called is not None else None
            if signature is not None:
                fields["signature"] = signature
        function = function_behind(entity.value)
        if function is not None:
            self._add_location(fields, function, function)

    def _add_data(
        self, fields: dict[str, Any], entity: Entity, owner: Entity | None, scope: Scope, qualname: str
    ) -> None:
        value = entity.value
        fields["valueType"] = self._references.of(type(value))
        home = self._homes.of(entity, owner)
        if home[0] in self._graph.modules:
            fields["module"] = home[0]
        if (owner is None or owner.kind != "class") and home != entity.defined:
            qualname = home[1]
            owner = self._graph.modules[home[0]]
        if entity.kind == "enumMember":
            value = raw.instance_dict(value).get("_value_")
        text = exact_text(value) if entity.kind != "typeAlias" else None
        self._unbound.add_written(fields, *home, text, owner)
        annotation = self._annotations(owner).get(qualname.rpartition(".")[2]) if owner is not None else None
        if annotation is not None:
            fields["type"] = annotation
        if entity.kind == "typeAlias" or (entity.kind == "data" and is_said_to_be_alias(value, annotation)):
            fields["kind"] = "typeAlias"
            module = fields["module"]
            fields["value"] = alias_text(value, scope, lambda: self._statements.value(module, qualname))
            parameters = type_parameters_of(value, scope, self._statements.type_parameters)
            if parameters:
                fields["typeParameters"] = parameters
            return
        if entity.kind != "enumMember" and is_made_by_call(value):
            signature = signature_of(value, self._scopes.around(scope))
            flags = flags_of(value)
            fields.update((name, found) for name, found in (("signature", signature), ("flags", flags)) if found)
        if text is None:
            return
        place = entity.place or ("", "")
        source = self._locations.source_of_module(place[0])
        evidence_of = self._scopes.evidence_of
        if text != self._version and varies(value, place[1], source, lambda: evidence_of(place[0]), self._machine):
            fields["varies"] = True
        else:
            fields["value"] = text
