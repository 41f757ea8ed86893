"""Names without a value of their own: those that are only annotated, and those that methods set on instances."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from ...looking import raw
from ...places.entities import Entity, Place
from ...source.locations import Locations
from ...source.statements import annotation_at
from ...wire import records
from ...wire.records import Record
from ...wire.texts import ID_CHARACTERS, Machine, encodable, is_name
from ..docs import cleaned
from .attributes import SetAttribute, attributes_set_by, attrs_fields, is_no_attribute

_TYPE_CHARACTERS = 4000
_DOC_CHARACTERS = 20_000


class UnboundNames:
    """Makes nodes of kind ``attribute``."""

    def __init__(self, locations: Locations, machine: Machine, modules: Mapping[str, object]) -> None:
        self._locations = locations
        self._machine = machine
        self._modules = modules

    def nodes(
        self,
        owner: Entity,
        home: Place,
        module: str,
        annotations: Mapping[str, str],
        *,
        of: type | None = None,
        taken: Container[str] = (),
    ) -> list[Record]:
        """The attributes of a module or a class, sorted by name.

        ``home`` is where the owner is written, and ``module`` where its annotations are read. With ``of`` they are
        those of this base of a class, but for the ``taken`` ones.
        """
        if of is None and owner.kind not in ("module", "class"):
            return []
        value: Any = owner.value if of is None else of
        is_class = raw.is_class(value)
        set_by = attributes_set_by(value) if is_class else {}
        fields_of_attrs = attrs_fields(value) if is_class else []
        found = []
        for name in sorted({*annotations, *set_by, *fields_of_attrs}):
            is_set = name in set_by or name in fields_of_attrs
            if name in owner.members or name in taken or not is_name(name) or (is_set and _is_governed(value, name)):
                continue
            if is_class and name in annotations and is_no_attribute(value, name, annotations[name]):
                continue
            if name in set_by and _is_of_subclasses(value, set_by[name]) and name not in annotations:
                continue
            fields: dict[str, Any] = {"kind": "attribute", "id": f"{owner.id}.{name}", "module": module}
            fields["from"] = ["runtime"]
            if len(fields["id"]) > ID_CHARACTERS or fields["id"] in self._modules:
                continue
            if name in annotations:
                fields["type"] = annotations[name]
            if name in set_by:
                self._add_setting(fields, set_by[name])
            if is_class and not _is_of_class(set_by.get(name), annotations.get(name)):
                fields["instance"] = True
            if "doc" not in fields or "location" not in fields:
                holder, qualname = home
                self.add_written(fields, holder, f"{qualname}.{name}" if qualname else name, owner=owner)
            found.append(records.node(fields))
        return found

    def add_written(
        self, fields: dict[str, Any], module: str, qualname: str, value: str | None = None, owner: Entity | None = None
    ) -> bool:
        """Add to a node's fields where its name is assigned, and what documents it there; whether it is assigned.

        ``value`` is what it has at run time, where that can be written down; ``owner`` is the class that holds it.
        """
        within = None
        held: Any = owner.value if owner is not None else None
        if raw.is_class(held):
            within = self._locations.lines_of_class(held, module, qualname.rpartition(".")[0])
        found = self._locations.of_assignment(module, qualname, value, within)
        if found is not None:
            location, source, assignment = found
            fields.setdefault("location", location)
            if "doc" not in fields:
                self._add_doc(fields, source.doc_of(qualname, assignment))
            return True
        block = self._locations.of_block(module, qualname)
        if block is not None:
            location, source = block
            fields.setdefault("location", location)
            if "doc" not in fields:
                self._add_doc(fields, source.doc_at(location["line"]))
        return False

    def add_slot(self, fields: dict[str, Any], owner: Entity, home: Place) -> None:
        """Add to the node of a slot where its name is written: in the class, by a method, or in ``__slots__``."""
        module, qualname = home
        holder, _, name = qualname.rpartition(".")
        self.add_written(fields, module, qualname, owner=owner)
        if "doc" in fields and "location" in fields and "type" in fields:
            return
        cls: Any = owner.value
        setting = attributes_set_by(cls).get(name)
        if setting is not None:
            location = fields.get("location")
            self._add_setting(fields, setting)
            del fields["setIn"]
            if location is not None:
                fields["location"] = location
        source = self._locations.source_of_module(module)
        if source is not None and ("doc" not in fields or "location" not in fields):
            line = source.line_of_slot(holder, name)
            module_location = self._locations.of_module(module)
            if line is not None and module_location is not None:
                fields.setdefault("location", {**module_location, "line": line})
                if "doc" not in fields:
                    self._add_doc(fields, source.comment_at(line))

    def _add_setting(self, fields: dict[str, Any], setting: SetAttribute) -> None:
        fields["setIn"] = encodable(setting.method)
        line = setting.line
        found = self._locations.of_line(setting.code, setting.module, line) if line is not None else None
        if found is None:
            return
        location, source = found
        fields["location"] = location
        if "doc" not in fields:
            self._add_doc(fields, source.doc_at(location["line"]))
        annotation = annotation_at(source, location["line"], setting.name) if "type" not in fields else None
        if annotation is not None and len(annotation) <= _TYPE_CHARACTERS:
            records.add_facts(fields, {"type": encodable(annotation)}, "source")

    def _add_doc(self, fields: dict[str, Any], doc: str | None) -> None:
        if doc is not None:
            records.add_facts(fields, {"doc": self._machine.doc(cleaned(doc[:_DOC_CHARACTERS]))}, "source")


def _is_governed(cls: type, name: str) -> bool:
    """Whether setting the name on an instance calls a property or the like that the class inherits."""
    inherited = raw.class_attribute(cls, name)
    return inherited is not raw.MISSING and raw.class_attribute(type(inherited), "__set__") is not raw.MISSING


def _is_of_subclasses(cls: type, setting: SetAttribute) -> bool:
    """Whether classes below get an attribute when they are made, and this one has what it inherits."""
    return setting.method == "__init_subclass__" and raw.class_attribute(cls, setting.name) is not raw.MISSING


def _is_of_class(setting: SetAttribute | None, annotation: str | None) -> bool:
    if annotation is not None:
        return "ClassVar" in annotation.partition("[")[0]
    return setting is not None and setting.on_class
