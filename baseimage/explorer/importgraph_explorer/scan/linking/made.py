"""What decorators and bases of the standard library add to the classes of a source file, as they do at run time."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, Optional, Protocol

from ...facts.values import VALUE_CHARACTERS
from ...places.entities import Entity
from ..reading.expressions import default_text, exact_value, parts_of
from ..reading.scopes import UNKNOWN, ClassFacts, Definition, Parts, Scope
from ..reading.values import describe
from .ancestry import Ancestry

_MAX_FIELDS: Final = 1000
_SWITCHES: Final = ("init", "kw_only")
_ORDER: Final = ("__lt__", "__le__", "__gt__", "__ge__")

Parameter = dict[str, str]


class Field(NamedTuple):
    """A field of a dataclass: ``default`` as text, None where there is none."""

    name: str
    annotation: str
    default: Optional[str]
    init: bool
    keyword_only: bool
    # False of what is only handed on (``InitVar``).
    kept: bool


class Linking(Protocol):
    """Where names lead, and what classes have from others."""

    @property
    def ancestry(self) -> Ancestry:
        """What classes inherit."""

    def resolve(self, scope: Scope, parts: Parts) -> Optional[Entity]:
        """What a dotted name means in a scope."""

    def of_definition(self, definition: Definition) -> Entity:
        """The entity of something that a file defines."""

    def fill_class(self, entity: Entity) -> None:
        """Find what a class holds."""


def add_what_is_made(holder: Entity, linker: Linking) -> None:
    """Add to a class of a source what a dataclass or a named tuple has beside its body."""
    definition: Any = holder.value
    facts = definition.class_facts if isinstance(definition, Definition) else None
    if facts is None or holder.foreign is not None:
        return
    if is_dataclass(definition, linker):
        _Maker(holder, facts, linker).make_dataclass()
    elif linker.ancestry.is_typed_dict(definition):
        _add_keys(holder, linker)
    elif is_named_tuple(definition, linker):
        _Maker(holder, facts, linker).make_named_tuple()


def _add_keys(holder: Entity, linker: Linking) -> None:
    """Add to a typed dictionary the keys of those that it extends."""
    definition: Any = holder.value
    scope = definition.class_facts.scope
    for base in linker.ancestry.typed_dicts_above(definition):
        facts = base.value.class_facts if isinstance(base.value, Definition) else None
        if facts is None or not isinstance(base.value, Definition):
            continue
        if not base.members:
            linker.fill_class(base)
        for name, key in list(base.members.items()):
            if name not in holder.members and isinstance(key.value, Definition) and key.kind == "attribute":
                copied = Definition(scope, scope.below(name), "attribute", dict(key.value.fields))
                copied.plain = True
                holder.members[name] = Entity(copied, "attribute", plain=True)


def is_dataclass(definition: Any, linker: Linking) -> bool:
    """Whether the standard library's ``dataclass`` decorates a class."""
    facts = definition.class_facts
    return facts is not None and any(
        parts[-1] == "dataclass" and _is_of_library(linker, definition, parts, "dataclasses.dataclass")
        for parts in facts.decorators
    )


def is_named_tuple(definition: Any, linker: Linking) -> bool:
    """Whether a class has ``NamedTuple`` for a base, or is made by such a call."""
    facts = definition.class_facts
    if facts is None:
        return False
    return "namedtuple" in definition.fields.get("flavours", ()) or any(
        parts[-1] == "NamedTuple" and _is_of_library(linker, definition, parts, "typing.NamedTuple")
        for parts in facts.bases
    )


def fields_of(definition: Any, linker: Linking) -> list[Field]:
    """The fields of a dataclass of a source, those of its bases first."""
    found: dict[str, Field] = {}
    above = [entity.value for entity in linker.ancestry.ancestors(linker.of_definition(definition))]
    for cls in (*reversed(above), definition):
        if isinstance(cls, Definition) and cls.class_facts is not None and is_dataclass(cls, linker):
            found.update((field.name, field) for field in _own_fields(cls.class_facts))
    return list(found.values())[:_MAX_FIELDS]


def _is_of_library(linker: Linking, definition: Definition, parts: tuple[str, ...], name: str) -> bool:
    found = linker.resolve(definition.scope, parts)
    ref = found.foreign if found is not None else None
    return ref is not None and "python" in ref and ref["id"] == name


def _own_fields(facts: ClassFacts) -> Iterator[Field]:
    all_by_keyword = facts.options.get("kw_only") is True
    for name, annotation, value in facts.annotated:
        kind = annotation.partition("[")[0].rpartition(".")[2]
        if kind == "KW_ONLY":
            all_by_keyword = True
        elif kind != "ClassVar":
            given = _given_to_field(value)
            default = default_text(value) if value is not None and given is None else None
            if given is not None and "default" in given:
                default = default_text(given["default"])
            elif given is not None and "default_factory" in given:
                default = "<factory>"
            init, by_keyword = (
                exact_value(given[key]) if given and key in given else None for key in ("init", "kw_only")
            )
            keyword_only = by_keyword if type(by_keyword) is bool else all_by_keyword
            yield Field(name, annotation, default, init is not False, keyword_only, kind != "InitVar")


def _given_to_field(value: Optional[ast.expr]) -> Optional[Mapping[str, ast.expr]]:
    """What ``field(…)`` is given by keyword; None for any other value."""
    if not isinstance(value, ast.Call) or (parts_of(value.func) or ("",))[-1] != "field":
        return None
    return {word.arg: word.value for word in value.keywords if word.arg is not None}


class _Maker:
    """Adds names to one class."""

    def __init__(self, holder: Entity, facts: ClassFacts, linker: Linking) -> None:
        self._holder = holder
        self._facts = facts
        self._linker = linker

    def make_dataclass(self) -> None:
        """Add what ``dataclass`` makes by its options; what the body has stays."""
        fields = fields_of(self._holder.value, self._linker)
        options = self._facts.options
        has_eq = options.get("eq") is not False
        frozen = options.get("frozen") is True
        self._settle_fields({field.name for field in fields if field.kept})
        if options.get("init") is not False:
            taken = sorted((field for field in fields if field.init), key=lambda field: field.keyword_only)
            parameters = [_parameter("self"), *(_parameter_of(field) for field in taken)]
            self._add_method("__init__", parameters, returns="None")
        if options.get("repr") is not False:
            self._add_method("__repr__", [_parameter("self")])
        if has_eq:
            self._add_method("__eq__", [_parameter("self"), _parameter("other")])
        if options.get("order") is True:
            for name in _ORDER:
                self._add_method(name, [_parameter("self"), _parameter("other")])
        if frozen:
            self._add_method("__setattr__", [_parameter("self"), _parameter("name"), _parameter("value")])
            self._add_method("__delattr__", [_parameter("self"), _parameter("name")])
        if options.get("unsafe_hash") is True or (has_eq and frozen):
            self._add_method("__hash__", [_parameter("self")])
        elif has_eq:
            self._add_value("__hash__", None)
        self._add_value("__match_args__", tuple(f.name for f in fields if f.init and not f.keyword_only))

    def make_named_tuple(self) -> None:
        """Add what every named tuple has."""
        name = self._holder.value.qualname.rpartition(".")[2]  # type: ignore[attr-defined]
        for number, (field, _, _) in enumerate(self._facts.annotated):
            self._make_field(field, number)
        given = [Field(field, text, default_text(value) if value is not None else None, True, False, True)
                 for field, text, value in self._facts.annotated]  # fmt: skip
        names = tuple(field.name for field in given)
        self._add_method("__new__", [_parameter("_cls"), *map(_parameter_of, given)], kind="staticmethod",
                         doc=f"Create new instance of {name}({', '.join(names)})")  # fmt: skip
        self._add_method("_make", [_parameter("cls"), _parameter("iterable")], kind="classmethod",
                         doc=f"Make a new {name} object from a sequence or iterable")  # fmt: skip
        replaced = [{**_parameter("self"), "kind": "positionalOnly"}, {"name": "kwds", "kind": "varKeyword"}]
        doc = f"Return a new {name} object replacing specified fields with new values"
        self._add_method("_replace", replaced, doc=doc)
        doc = "Return a new dict which maps field names to their values."
        self._add_method("_asdict", [_parameter("self")], doc=doc)
        self._add_method("__repr__", [_parameter("self")], doc="Return a nicely formatted representation string")
        doc = "Return self as a plain tuple.  Used by copy and pickle."
        self._add_method("__getnewargs__", [_parameter("self")], doc=doc)
        for value in ("_fields", "__match_args__"):
            self._add_value(value, names)
        self._add_value("__slots__", ())

    def _settle_fields(self, kept: set[str]) -> None:
        """What ``field(…)`` leaves in a class is its default, or nothing."""
        for name, _, value in self._facts.annotated:
            entity = self._holder.members.get(name)
            given = _given_to_field(value)
            definition = entity.value if entity is not None else None
            if entity is None or not isinstance(definition, Definition) or name not in kept:
                continue
            if given is not None and "default" in given:
                definition.hint = None
                describe(definition, given["default"], True)
                entity.kind = definition.kind
            elif given is not None:
                definition.hint = None
                definition.kind = entity.kind = "attribute"
                definition.fields["instance"] = True
            if entity.kind == "attribute" and self._facts.options.get("init") is not False:
                definition.fields.setdefault("setIn", "__init__")

    def _make_field(self, name: str, number: int) -> None:
        entity = self._holder.members.get(name)
        if entity is not None and isinstance(entity.value, Definition):
            entity.kind = entity.value.kind = "descriptor"
            for left_out in ("instance", "value"):
                entity.value.fields.pop(left_out, None)
            entity.value.fields.setdefault("doc", f"Alias for field number {number}")

    def _add_method(
        self, name: str, parameters: list[Parameter], *, kind: str = "method", returns: str = "", doc: str = ""
    ) -> None:
        signature: dict[str, Any] = {"parameters": parameters}
        if returns:
            signature["returns"] = returns
        self._add(name, kind, {"signature": signature, **({"doc": doc} if doc else {})})

    def _add_value(self, name: str, value: object) -> None:
        text = repr(value)
        fields = {"value": text} if len(text) <= VALUE_CHARACTERS else {}
        self._add(name, "data", fields, ("builtin", (type(value).__name__,)))

    def _add(
        self, name: str, kind: str, fields: dict[str, Any], hint: Optional[tuple[str, tuple[str, ...]]] = None
    ) -> None:
        if name in self._holder.members:
            return
        scope = self._facts.scope
        definition = Definition(scope, scope.below(name), kind, fields)
        definition.hint = hint
        definition.value = UNKNOWN
        definition.plain = hint is not None
        entity = Entity(definition, kind, plain=definition.plain)
        if self._holder.place is not None:
            entity.place = (self._holder.place[0], f"{self._holder.place[1]}.{name}")
            entity.claim = None if entity.plain else entity.place
        self._holder.members[name] = entity


def _parameter(name: str) -> Parameter:
    return {"name": name, "kind": "positionalOrKeyword"}


def _parameter_of(field: Field) -> Parameter:
    parameter = {"name": field.name, "kind": "keywordOnly" if field.keyword_only else "positionalOrKeyword"}
    if field.default is not None:
        parameter["default"] = field.default
    if field.annotation:
        parameter["annotation"] = field.annotation
    return parameter
