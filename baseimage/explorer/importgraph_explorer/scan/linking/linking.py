"""Where the names of scanned modules lead: every object once, as at run time."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final, Optional

from ...installed.modules import ModuleFile
from ...installed.ownership import STANDARD, Ownership, unowned
from ...looking import kinds, raw
from ...looking.members import BOOKKEEPING_OF_CLASSES, BOOKKEEPING_OF_MODULES
from ...places.entities import Entity
from ...wire.texts import ID_CHARACTERS, is_name
from ..reading.scopes import Alias, Binding, Definition, Import, Parts, Scope
from .ancestry import Ancestry, enum_members
from .copies import adopted, copied_value, typing_alias
from .exports import Exports, ScanOf
from .library import Library
from .made import add_what_is_made

_MAX_STEPS: Final = 100

_CLAIMING: Final = frozenset({"class", "function", "method", "classmethod", "staticmethod", "property", "descriptor"})
# Classes of the interpreter that are called otherwise where they can be had from.
_TYPES_BY_NAME: Final = {"ellipsis": "EllipsisType", "generator": "GeneratorType"}
# Objects of ``typing`` that know their name and module.
_NAMED: Final = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"})


class Linker:
    """Makes entities of definitions, and follows names from file to file."""

    def __init__(
        self,
        scan_of: ScanOf,
        ownership: Ownership,
        library: Library,
        submodules: Mapping[str, ModuleFile],
        elsewhere: Set[str] = frozenset(),
        doubtful: Set[str] = frozenset(),
    ) -> None:
        """``submodules`` are our modules that importing everything would make members of their packages.

        ``elsewhere`` are modules of ours whose nodes others tell: what they define has some place where it is, which is
        enough to find it by. Of ``doubtful`` ones others may have nodes or not: what they define is somebody else's as
        far as this goes.
        """
        self._scan_of = scan_of
        self._elsewhere = elsewhere
        self._doubtful = doubtful
        self._ownership = ownership
        self._library = library
        self._submodules: dict[str, list[str]] = {}
        for name in submodules:
            parent, _, leaf = name.rpartition(".")
            self._submodules.setdefault(parent, []).append(leaf)
        self.modules: dict[str, Entity] = {}
        self._of_definitions: dict[int, Entity] = {}
        self._of_library: dict[int, Entity] = {}
        self._foreign: dict[str, Entity] = {}
        self._found: dict[tuple[int, str], Optional[Entity]] = {}
        self._steps = 0
        self.exports = Exports(scan_of, ownership, library, self._submodules, self.resolve)
        self.ancestry = Ancestry(self)

    def link(self, name: str) -> Entity:
        """Find what one of our modules holds, and what its classes hold."""
        entity = self.module(name)
        scan = self._scan_of(name)
        waiting: list[tuple[Entity, Scope]] = []
        if scan is not None:
            exported = frozenset(self.exports.listed(scan.scope) or ())
            lazy = "__getattr__" in self.exports.of(scan.scope)
            for key, binding in self.exports.of(scan.scope).items():
                if key in BOOKKEEPING_OF_MODULES or not self._is_member(key, binding, exported, lazy):
                    continue
                self._add(entity, key, self.found_in(scan.scope, key), waiting)
        for leaf in self._submodules.get(name, ()):
            if leaf not in entity.members:
                entity.members[leaf] = self.module(f"{name}.{leaf}")
        self._fill(waiting)
        return entity

    def settle_claims(self) -> None:
        """Place what was told to say that it is from another module, where that module has it."""
        for entity in self._of_definitions.values():
            value = entity.value
            if isinstance(value, Definition) and value.says_module is not None and entity.foreign is None:
                said = self.modules.get(value.says_module)
                if said is not None and said.foreign is None and said.members.get(value.qualname) is entity:
                    entity.claim = entity.place = (value.says_module, value.qualname)

    def module(self, name: str) -> Entity:
        """The entity of a module, whosever it is."""
        if name not in self.modules:
            entity = Entity(name, "module")
            if self._ownership.is_ours(name) and name not in self._doubtful:
                entity.place = (name, "")
            elif self._ownership.owner(name) is STANDARD:
                found = self._library.module(name) if "." in name else None
                said = raw.module_dict(found).get("__name__") if found is not None else None
                entity.foreign = self._reference(said if type(said) is str else name, "")
            else:
                entity.foreign = self._reference(name, "")
            self.modules[name] = entity
        return self.modules[name]

    def found_in(self, scope: Scope, name: str) -> Optional[Entity]:
        """What a scope has under a name."""
        key = (id(scope), name)
        if key in self._found:
            return self._found[key]
        binding = self.exports.of(scope).get(name)
        if binding is None or self._steps > _MAX_STEPS:
            return None
        # Names that lead in a circle lead nowhere.
        self._found[key] = None
        self._steps += 1
        self._found[key] = found = self._follow(binding, scope)
        self._steps -= 1
        if found is not None and found.place is None and not found.plain and self.is_elsewhere(found):
            found.place = (scope.module.name, scope.below(name))
        return found

    def resolve(self, scope: Scope, parts: Parts) -> Optional[Entity]:
        """What a dotted name means in a scope."""
        found = None
        where: Optional[Scope] = scope
        while where is not None and found is None:
            found = self.found_in(where, parts[0])
            # A class sees its own names and its module's, not those of the class around it.
            where = scope.module.scope if where is not scope.module.scope else None
        if found is None:
            found = self.of_library("builtins", parts[0])
        for part in parts[1:]:
            if found is None:
                return None
            found = self.attribute(found, part)
        return found

    def attribute(self, entity: Entity, name: str) -> Optional[Entity]:
        """What a module or a class has under a name of its own."""
        value: Any = entity.value
        if entity.kind == "module":
            return self._in_module(value, name)
        if isinstance(value, Definition):
            return self._in_class(entity, value.class_facts.scope, name) if value.class_facts is not None else None
        if raw.is_class(value):
            found = raw.class_attribute(value, name)
            return None if found is raw.MISSING else self.of_value(found, None)
        return None

    def builtin(self, name: str) -> Optional[Entity]:
        """A class of the interpreter, by the name that it has itself."""
        return self.of_library("builtins", name) or self.of_library("types", _TYPES_BY_NAME.get(name, name))

    def of_library(self, module: str, name: str) -> Optional[Entity]:
        """What a module of the standard library has under a name."""
        value = self._library.member(module, name)
        return None if value is raw.MISSING else self.of_value(value, (module, name))

    def of_value(self, value: Any, at: Optional[tuple[str, str]]) -> Optional[Entity]:
        """The entity of an object of the standard library; ``at`` is where it was found."""
        if raw.is_module(value):
            name = raw.module_dict(value).get("__name__")
            return self.module(name) if type(name) is str else None
        if kinds.is_value(value):
            return Entity(value, kinds.kind_in_module(value), plain=True)
        if id(value) not in self._of_library:
            claim = kinds.claim_of(value)
            place = claim if claim is not None and self._is_there(claim, value) else at
            if place is None and (claim is None or not raw.is_class(value)):
                return None
            entity = Entity(value, kinds.kind_in_module(value), claim)
            # The library has classes that nothing leads to, and that others inherit from for all that.
            entity.foreign = self._reference(*place) if place is not None else unowned(".".join(claim or ()))
            self._of_library[id(value)] = entity
        return self._of_library[id(value)]

    def of_definition(self, definition: Definition) -> Entity:
        """The entity of something that a file defines, at its place if looking there gives it."""
        entity = self._of_definitions.get(id(definition))
        if entity is not None:
            return entity
        module = definition.scope.module.name
        claims = definition.kind in _CLAIMING or (definition.hint is not None and definition.hint[1][-1] in _NAMED)
        claim = (module, definition.qualname) if claims else None
        entity = Entity(definition, definition.kind, claim, plain=definition.plain)
        self._of_definitions[id(definition)] = entity
        if definition.plain:
            return entity
        if module in self._elsewhere:
            if self._is_at_its_place(definition):
                entity.place = (module, definition.qualname)
        elif self._ownership.is_ours(module) and module not in self._doubtful:
            # What doesn't know where it was made has its best path, as at run time.
            if claims and self._is_at_its_place(definition):
                entity.place = entity.claim
        else:
            entity.foreign = self._reference(module, definition.qualname)
        return entity

    def class_around(self, definition: Definition) -> Optional[Entity]:
        """The class whose body holds a definition."""
        scope = definition.scope
        binding = scope.parent.bindings.get(scope.qualname.rpartition(".")[2]) if scope.parent is not None else None
        return self.of_definition(binding.what) if binding is not None and type(binding.what) is Definition else None

    def is_elsewhere(self, entity: Entity) -> bool:
        """Whether it is defined in a module of ours whose nodes others tell."""
        value = entity.value
        return isinstance(value, Definition) and value.scope.module.name in self._elsewhere

    def _fill(self, waiting: list[tuple[Entity, Scope]]) -> None:
        """Find what classes hold, and those within."""
        while waiting:
            holder, scope = waiting.pop()
            for key in scope.bindings:
                if key not in BOOKKEEPING_OF_CLASSES:
                    self._add(holder, key, self.found_in(scope, key), waiting)
            if self.ancestry.is_enum(holder):
                self._make_enum(holder)
            else:
                add_what_is_made(holder, self)

    def fill_class(self, cls: Entity) -> None:
        """Find what a class holds, where that was not done."""
        if isinstance(cls.value, Definition) and cls.value.class_facts is not None:
            self._fill([(cls, cls.value.class_facts.scope)])

    def _in_class(self, cls: Entity, scope: Scope, name: str) -> Optional[Entity]:
        found = self.found_in(scope, name)
        if found is None or found.kind != "data" or not self.ancestry.is_enum(cls):
            return found
        # Members of an enumeration are more than the values that they are given.
        if not cls.members:
            self._fill([(cls, scope)])
        return cls.members.get(name, found)

    def _make_enum(self, holder: Entity) -> None:
        members = enum_members(holder)
        body: Any = holder.value
        # Values that have names elsewhere, or lost theirs here: a member is an object of its own.
        made: dict[int, Entity] = {}
        for name, value in list(members.items()):
            definition: Any = value.value
            qualname: str = definition.qualname
            member = value
            place, _, last = qualname.rpartition(".")
            if place != body.qualname or (last != name and members.get(last) is not value):
                qualname = f"{body.qualname}.{name}"
                member = members[name] = made.setdefault(id(value), Entity(definition, "data"))
                if member.kind == "enumMember":
                    continue
            member.kind = "enumMember"
            member.plain = False
            if holder.foreign is not None:
                member.foreign = self._reference(body.scope.module.name, qualname)
            elif holder.place is not None and holder.place == holder.claim:
                member.place = (holder.place[0], qualname)
        holder.members.update(members)

    def _is_member(self, name: str, binding: Binding, exported: frozenset[str], lazy: bool) -> bool:
        if not binding.reexported:
            return name in exported
        # Imports for type checkers are no members, but where the module gives them when it is asked (PEP 562).
        is_import = isinstance(binding.what, Import)
        return not (binding.typing_only and is_import) or lazy or name in exported

    def _add(self, holder: Entity, name: str, found: Optional[Entity], waiting: list[tuple[Entity, Scope]]) -> None:
        if found is None or not is_name(name):
            return
        holder.members[name] = found
        if found.foreign is not None or found.members or self.is_elsewhere(found):
            return
        if isinstance(found.value, Definition) and found.value.class_facts is not None:
            waiting.append((found, found.value.class_facts.scope))

    def _follow(self, binding: Binding, scope: Scope) -> Optional[Entity]:
        what = binding.what
        if isinstance(what, Alias) and binding.typing_only:
            # For type checkers it is a name of its own, as nothing holds it at run time.
            return self.of_definition(typing_alias(what))
        if isinstance(what, Definition):
            return self.of_definition(what)
        if isinstance(what, Import):
            if what.name is None:
                return self.module(what.module)
            found = self._in_module(what.module, what.name)
            return self._nowhere(what.module, what.name) if found is None else adopted(found)
        target = self._aliased(what, scope)
        if target is None:
            return self.of_definition(what.otherwise)
        copied = copied_value(target, what.otherwise)
        return adopted(target) if copied is None else Entity(copied, copied.kind, plain=True)

    def _aliased(self, alias: Alias, scope: Scope) -> Optional[Entity]:
        name = alias.parts[0]
        if alias.base is None:
            # Not bound here by then: a star import's, the module's around a class, or a builtin.
            found = (
                self._before(scope, name) if scope is scope.module.scope else self.found_in(scope.module.scope, name)
            )
            found = found or self.of_library("builtins", name)
        elif scope.bindings.get(name) is alias.base:
            found = self.found_in(scope, name)
        elif self._steps > _MAX_STEPS:
            found = None
        else:
            self._steps += 1
            found = self._follow(alias.base, scope)
            self._steps -= 1
        for part in alias.parts[1:]:
            if found is None:
                return None
            found = self.attribute(found, part)
        return found

    def _before(self, scope: Scope, name: str) -> Optional[Entity]:
        """What star imports give a name that the module binds by itself further down."""
        if name not in scope.bindings:
            return self.found_in(scope, name)
        for _, module in reversed(scope.stars):
            if any(name == starred for starred, _ in self.exports.starred(module)):
                return self._in_module(module, name)
        return None

    def _in_module(self, module: str, name: str) -> Optional[Entity]:
        owner = self._ownership.owner(module)
        if owner is STANDARD:
            return self.of_library(module, name)
        scan = self._scan_of(module)
        if scan is not None:
            found = self.found_in(scan.scope, name)
            if found is not None:
                return found
        below = f"{module}.{name}"
        return self.module(below) if self._ownership.module_file(below) is not None else None

    def _nowhere(self, module: str, name: str) -> Entity:
        """What somebody imports, and nothing is known of."""
        key = f"{module}:{name}"
        if key not in self._foreign:
            entity = Entity(None, "data")
            is_lost = self._ownership.is_ours(module) and not self._ownership.of_library
            entity.foreign = unowned(f"{module}.{name}") if is_lost else self._reference(module, name)
            self._foreign[key] = entity
        return self._foreign[key]

    def _reference(self, module: str, qualname: str) -> dict[str, Any]:
        if len(module) + len(qualname) >= ID_CHARACTERS or not all(map(is_name, module.split("."))):
            return unowned("unknown")
        if module in self._doubtful or self._ownership.is_ours(module):
            return self._ownership.own_reference(module, qualname)
        return self._ownership.reference(module, qualname)

    def _is_at_its_place(self, definition: Definition) -> bool:
        scope: Optional[Scope] = definition.scope
        wanted: object = definition
        while scope is not None:
            qualname = wanted.qualname if isinstance(wanted, Definition) else ""
            binding = self.exports.of(scope).get(qualname.rpartition(".")[2])
            what = binding.what if binding is not None else None
            if what is not wanted and not (isinstance(what, Alias) and what.otherwise is wanted):
                return False
            if scope.parent is None:
                return True
            parent = scope.parent.bindings.get(scope.qualname.rpartition(".")[2])
            wanted = parent.what if parent is not None else None
            if (
                not isinstance(wanted, Definition)
                or wanted.class_facts is None
                or wanted.class_facts.scope is not scope
            ):
                return False
            scope = scope.parent
        return True

    def _is_there(self, claim: tuple[str, str], value: object) -> bool:
        if not self._ownership.is_standard(claim[0]):
            return False
        first, *rest = claim[1].split(".")
        found = self._library.member(claim[0], first)
        for name in rest:
            found = raw.class_dict(found).get(name, raw.MISSING) if raw.is_class(found) else raw.MISSING
        return found is value
