"""Merges what stubs and sources say into the nodes of objects that were looked at, and adds what only they have."""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Iterable, Mapping
from typing import Any, Callable, Final, Optional

from ..facts.calls.partials import without_first
from ..facts.calls.signatures import function_behind, is_bound, is_made_by_call
from ..facts.classes import flavours_of, is_called_in_c, linearized
from ..facts.docs import cleaned
from ..looking import kinds, raw
from ..looking.members import BOOKKEEPING_OF_CLASSES, BOOKKEEPING_OF_MODULES
from ..places.entities import Entity
from ..scan.reading.scopes import Alias, Binding, Definition, Import, Parts, Scope
from ..wire import records
from ..wire.records import Record, Ref
from ..wire.texts import ID_CHARACTERS, encodable, is_name
from .written import Named, Written

_MAX_DEPTH: Final = 32
# Flavours that a class has from its bases.
_INHERITED: Final = frozenset({"enum", "exception", "flag", "generic", "metaclass", "namedtuple", "typeddict"})
_BY_NAME: Final = {"Protocol": "protocol", "TypedDict": "typeddict", "NamedTuple": "namedtuple", "Generic": "generic"}

# Of each the other one, and the name of what it takes first.
_CONSTRUCTORS: Final = {"__init__": ("__new__", "self"), "__new__": ("__init__", "cls")}

RefOfClass = Callable[[type], Ref]


class Merger:
    """Knows, of the modules that were imported, whose stubs have to be read."""

    def __init__(self, written: Written, modules: Mapping[str, object], ref_of_class: RefOfClass) -> None:
        self._written = written
        self._modules = modules
        self._ref_of_class = ref_of_class
        self._gaps: set[str] = set()
        # Of what says nothing of itself, by its entity, where modules with stubs hold it.
        self._held: Optional[dict[int, list[tuple[str, str]]]] = None

    def look_for_gaps(self, module: str, entities: Iterable[Entity]) -> None:
        """Decide whether the module's stub is read: where it is compiled, or what is in it lacks types.

        A distribution of stubs was installed for that, and is always read.
        """
        file = self._written.file_of(module)
        if file is not None and (file.apart or file.compiled or any(map(_lacks_types, entities))):
            self._gaps.add(module)

    def complete(self, fields: dict[str, Any], entity: Entity) -> None:
        """Add what the node of an entity doesn't have and its source or stub says."""
        if entity.kind in kinds.ROUTINES and "overloads" not in fields:
            function = function_behind(entity.value)
            claim = kinds.claim_of(function) if function is not None else None
            variants = self._written.overloads(*claim) if claim is not None else []
            if variants and is_bound(entity.value):
                variants = [without_first(variant) or variant for variant in variants]
            if variants:
                records.add_facts(fields, {"overloads": variants}, "source")
        definition = self._definition_of(entity)
        if definition is None and entity.kind in kinds.ROUTINES:
            definition = self._constructor_of(entity)
        if definition is not None:
            records.add_facts(fields, _facts(fields, entity, definition), definition.scope.module.origin)

    def add_variants(self, fields: dict[str, Any], module: str, qualname: str) -> None:
        """Make the node of a function that has nothing but ``typing.overload`` variants."""
        found = self._written.overloaded(module, qualname)
        if found is not None:
            fields["kind"] = found.kind
            facts = ((name, found.fields[name]) for name in ("overloads", "flags") if name in found.fields)
            records.add_facts(fields, dict(facts), "source")

    def further(self, owner: Entity, module: str, taken: Iterable[str]) -> list[tuple[str, list[Record]]]:
        """The names that a module or a class of ours has for type checkers only, or in its stub.

        Each with its node and those below it. ``taken`` are the names that the owner has otherwise.
        """
        names: dict[str, Binding] = dict(self._written.for_typing(*owner.defined))
        if owner.place is not None and owner.place[0] in self._gaps:
            for name, binding in self._stub_of(owner).items():
                names.setdefault(name, binding)
        return self._records(names, owner, module, frozenset(taken)) if names else []

    def _records(
        self, names: Named, owner: Entity, module: str, taken: frozenset[str]
    ) -> list[tuple[str, list[Record]]]:
        found: list[tuple[str, list[Record]]] = []
        for name in sorted(names):
            binding = names[name]
            if name in taken or not is_name(name) or not _may_be_missing(binding) or self._has(owner, name):
                continue
            nodes = self._nodes(f"{owner.id}.{name}", binding, module, 0)
            if nodes:
                found.append((name, nodes))
        return found

    def _has(self, owner: Entity, name: str) -> bool:
        if owner.kind == "module":
            # A stub's function of this name says that the stub isn't complete.
            return name in BOOKKEEPING_OF_MODULES or name == "__getattr__"
        cls: Any = owner.value
        return name in BOOKKEEPING_OF_CLASSES or raw.class_attribute(cls, name) is not raw.MISSING

    def _stub_of(self, entity: Entity) -> Named:
        if entity.kind == "module":
            return self._written.names_of(*(entity.place or ("", "")))
        definition = self._definition_of(entity)
        facts = definition.class_facts if definition is not None else None
        return facts.scope.bindings if facts is not None else {}

    def _definition_of(self, entity: Entity) -> Optional[Definition]:
        place = entity.place
        if place is None or not place[1]:
            return None
        if place[0] not in self._gaps:
            place = self._made_at(entity)
            return self._written.definition(*place) if place is not None else None
        found = self._written.definition(*place)
        if found is None and entity.claim is not None and entity.claim != place:
            found = self._written.definition(*entity.claim)
        return found

    def _made_at(self, entity: Entity) -> Optional[tuple[str, str]]:
        """Where a value is that others than its best path's module hold, whose stubs tell of them."""
        if not self._gaps or entity.plain or entity.claim is not None or entity.kind in ("module", "class"):
            return None
        if self._held is None:
            self._held = {}
            for module in sorted(self._gaps):
                holder: Any = self._modules[module]
                for name, member in holder.members.items():
                    if not member.plain and member.claim is None and member.foreign is None:
                        self._held.setdefault(id(member), []).append((module, name))
        return next((at for at in self._held.get(id(entity), ()) if self._defines(*at)), None)

    def _defines(self, module: str, name: str) -> bool:
        binding = self._written.names_of(module, "").get(name)
        return binding is not None and isinstance(binding.what, Definition)

    def _constructor_of(self, entity: Entity) -> Optional[Definition]:
        """What a stub says of a class's ``__new__`` where run time has its ``__init__``, or the other way round."""
        module, qualname = entity.place or ("", "")
        holder, _, name = qualname.rpartition(".")
        if name not in _CONSTRUCTORS or module not in self._gaps:
            return None
        other, own = _CONSTRUCTORS[name]
        found = self._written.definition(module, f"{holder}.{other}")
        if found is None or found.kind not in kinds.ROUTINES:
            return None
        fields: dict[str, Any] = {}
        if "signature" in found.fields:
            fields["signature"] = _taking(own, found.fields["signature"])
        if "overloads" in found.fields:
            fields["overloads"] = [_taking(own, variant) for variant in found.fields["overloads"]]
        return Definition(found.scope, found.qualname, found.kind, fields)

    def _nodes(self, id_: str, binding: Binding, module: str, depth: int) -> list[Record]:
        what = binding.what
        definition = what.otherwise if isinstance(what, Alias) else what
        if isinstance(definition, Import) or len(id_) > ID_CHARACTERS or id_ in self._modules or depth > _MAX_DEPTH:
            return []
        origin = definition.scope.module.origin
        fields: dict[str, Any] = {**definition.fields, "id": id_, "kind": definition.kind, "module": module}
        fields["from"] = [origin]
        if definition.kind != "attribute" or binding.typing_only:
            fields["typingOnly"] = True
        if "doc" in fields:
            fields["doc"] = encodable(fields["doc"])
        hint = definition.hint[0] if definition.hint is not None else ""
        if definition.kind == "data" and (isinstance(what, Alias) or hint in ("subscripted", "joined")):
            fields["kind"] = "typeAlias"
            if isinstance(what, Alias):
                fields.setdefault("value", ".".join(what.parts)[:200])
        if definition.class_facts is None:
            return [records.node(fields)]
        below: list[Record] = []
        members: dict[str, Ref] = {}
        for name, inner in sorted(definition.class_facts.scope.bindings.items()):
            if is_name(name) and name not in BOOKKEEPING_OF_CLASSES:
                nodes = self._nodes(f"{id_}.{name}", inner, module, depth + 1)
                if nodes:
                    members[name] = nodes[0]["id"]
                    below += nodes
        self._add_class(fields, definition)
        if members:
            fields["members"] = members
        return [records.node(fields), *below]

    def _add_class(self, fields: dict[str, Any], definition: Definition) -> None:
        facts = definition.class_facts
        if facts is None:
            return
        flavours = {*fields.get("flavours", ()), *(_BY_NAME[base[-1]] for base in facts.bases if base[-1] in _BY_NAME)}
        bases, mros = self._bases(definition, flavours)
        if bases:
            fields["bases"] = bases
        if flavours:
            fields["flavours"] = sorted(flavours)
        mro = linearized([*mros, bases], _key) if mros is not None else None
        if mro is not None:
            fields["mro"] = mro

    def _bases(self, definition: Definition, flavours: set[str]) -> tuple[list[Ref], Optional[list[list[Ref]]]]:
        """The bases that are known, and of each the order that begins with it; None where one isn't known."""
        facts = definition.class_facts
        bases: list[Ref] = []
        mros: list[list[Ref]] = []
        complete = facts is not None and not facts.missing_base
        written = facts.bases if facts is not None else []
        for parts in written or ([("object",)] if complete else []):
            cls = self._class_at(definition.scope, parts)
            if cls is None:
                complete = False
                continue
            flavours.update(_INHERITED.intersection(flavours_of(cls)))
            bases.append(self._ref_of_class(cls))
            mros.append([self._ref_of_class(above) for above in raw.class_mro(cls)])
        return bases, mros if complete else None

    def _class_at(self, scope: Scope, parts: Parts) -> Optional[type]:
        """The class that a name leads to at run time, seen from a scope of a stub or a source."""
        found: Any = raw.MISSING
        imported = self._import_of(scope, parts[0])
        rest: tuple[str, ...] = parts[1:]
        if imported is not None:
            found = _module(imported.module)
            rest = (imported.name, *rest) if imported.name is not None else rest
        else:
            found = _below(_module(scope.module.name), parts[0])
            if found is raw.MISSING:
                found = builtins.__dict__.get(parts[0], raw.MISSING)
        for name in rest:
            found = _below(found, name)
        # Functions that stand for a class: typing.NamedTuple, typing.TypedDict.
        stands_for = {"NamedTuple": tuple, "TypedDict": dict}.get(parts[-1])
        if stands_for is not None and not raw.is_class(found):
            return stands_for
        if kinds.is_value(found):
            found = raw.attribute(found, "__origin__")
        return found if raw.is_class(found) else None

    def _import_of(self, scope: Scope, name: str) -> Optional[Import]:
        for names in (scope.bindings, scope.module.scope.bindings, self._written.for_typing(scope.module.name, "")):
            binding = names.get(name)
            if binding is not None:
                return binding.what if isinstance(binding.what, Import) else None
        return None


def _lacks_types(entity: Entity) -> bool:
    """Whether an object is compiled, or a function without annotations of which it could have some."""
    value: Any = entity.value
    if entity.kind == "class":
        return not raw.is_heap_type(value)
    if entity.kind == "descriptor":
        return type(value) in kinds.SLOTS
    if entity.kind not in kinds.ROUTINES:
        return False
    function = function_behind(value)
    return not is_made_by_call(value) if function is None else _has_no_annotations(function)


def _has_no_annotations(function: types.FunctionType) -> bool:
    annotate = getattr(function, "__annotate__", raw.MISSING)
    return annotate is None or (annotate is raw.MISSING and not function.__annotations__)


def _facts(fields: Mapping[str, Any], entity: Entity, definition: Definition) -> dict[str, Any]:
    """What a definition says and the fields don't."""
    written = definition.fields
    found: dict[str, Any] = {}
    if entity.kind in kinds.ROUTINES:
        signature = _better_signature(
            fields.get("signature"), written.get("signature"), compiled=function_behind(entity.value) is None
        )
        if signature is not None:
            found["signature"] = signature
        names = ["overloads", "typeParameters"]
    elif entity.kind == "class":
        names = ["typeParameters", "baseText"]
        if is_called_in_c(entity.value):  # type: ignore[arg-type]
            found.update(_believed(fields.get("signature"), _called(definition)))
    elif entity.kind in ("property", "descriptor"):
        names = ["type", "setType"]
    else:
        names = ["type"]
        if definition.kind == "function":
            names += ["signature", "overloads"]
    names += ["doc", "deprecated", "flags"]
    found.update((name, written[name]) for name in names if name in written and name not in fields)
    is_source = definition.scope.module.origin == "source"
    if is_source and "line" not in fields.get("location", {}) and "location" in written:
        # The Python that the object was compiled from.
        found["location"] = written["location"]
    if definition.kind in kinds.ROUTINES and entity.kind in ("property", "descriptor"):
        found.pop("type", None)
    if "doc" in found:
        found["doc"] = cleaned(encodable(found["doc"]))
    return {name: value for name, value in found.items() if fields.get(name) != value}


def _called(definition: Definition) -> dict[str, Any]:
    """How a compiled class is called, by the ``__init__`` or ``__new__`` of its stub."""
    scope = definition.class_facts.scope if definition.class_facts is not None else None
    for name in ("__init__", "__new__"):
        binding = scope.bindings.get(name) if scope is not None else None
        if binding is None or not isinstance(binding.what, Definition):
            continue
        written = binding.what.fields
        found: dict[str, Any] = {}
        if "signature" in written:
            found["signature"] = _bound(written["signature"])
        if "overloads" in written:
            found["overloads"] = [_bound(variant) for variant in written["overloads"]]
        return found
    return {}


def _believed(known: Optional[dict[str, Any]], called: dict[str, Any]) -> dict[str, Any]:
    """Of what a stub says of calling a class what does not contradict the signature that it has at run time."""
    if known is None or _takes_anything(known["parameters"]):
        return called
    better = _better_signature(known, called.get("signature"), compiled=True)
    return {"signature": better} if better is not None else {}


def _bound(signature: Mapping[str, Any]) -> dict[str, Any]:
    return {"parameters": signature["parameters"][1:]}


def _taking(own: str, signature: Mapping[str, Any]) -> dict[str, Any]:
    """A constructor's signature with another name for what it takes first, and without what it gives."""
    first = {**signature["parameters"][0], "name": own} if signature["parameters"] else None
    return {"parameters": [first, *signature["parameters"][1:]] if first is not None else []}


def _better_signature(
    known: Optional[dict[str, Any]], written: Optional[dict[str, Any]], *, compiled: bool
) -> Optional[dict[str, Any]]:
    """The signature as a stub has it, where that says more and doesn't contradict."""
    if written is None or known is None:
        return written
    ours, theirs = known["parameters"], written["parameters"]
    if "returns" in known or any("annotation" in parameter for parameter in ours):
        return None
    if "returns" not in written and not any("annotation" in parameter for parameter in theirs):
        return None
    if compiled and _takes_anything(ours):
        return written
    if len(ours) != len(theirs) or not all(map(_are_same, ours, theirs)):
        return None
    parameters = []
    for mine, other in zip(ours, theirs):
        annotation = {"annotation": other["annotation"]} if "annotation" in other else {}
        parameters.append({**mine, **annotation})
    return {"parameters": parameters, **({"returns": written["returns"]} if "returns" in written else {})}


def _takes_anything(parameters: list[dict[str, str]]) -> bool:
    taken = [parameter["kind"] for parameter in parameters if parameter["name"] not in ("self", "cls", "type")]
    return taken == ["varPositional", "varKeyword"]


def _are_same(mine: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two parameters are one; by what name nobody can give it is not called."""
    if "positionalOnly" in (mine["kind"], other["kind"]):
        return mine["kind"][:10] == other["kind"][:10]
    return mine["name"].lstrip("_") == other["name"].lstrip("_")


def _may_be_missing(binding: Binding) -> bool:
    """Whether run time may lack it: what only a stub has, and of a source attributes and what is for typing."""
    what = binding.what
    if isinstance(what, Import):
        return False
    definition = what.otherwise if isinstance(what, Alias) else what
    return binding.typing_only or definition.scope.module.origin == "stub" or definition.kind == "attribute"


def _module(name: str) -> object:
    return sys.modules.get(name, raw.MISSING)


def _below(holder: object, name: str) -> object:
    if raw.is_module(holder):
        return raw.module_dict(holder).get(name, raw.MISSING)
    return raw.class_attribute(holder, name) if raw.is_class(holder) else raw.MISSING


def _key(ref: Ref) -> str:
    return ref if type(ref) is str else records.line(ref)  # type: ignore[arg-type]
