"""What modules that were only read take of others, as records of the shard."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Callable, Final, Optional

from ..installed.ownership import Ownership, unowned
from ..places.entities import Entity
from ..uses.imports import by_names, import_record
from ..uses.merged import MergedUses
from ..uses.symbols import Around, ImportStatement, ModuleUses, Symbol, as_written
from ..wire.records import ForeignRef, Record, Ref
from ..wire.texts import is_name
from .linking.linking import Linker
from .reading.scopes import Definition

# How many names are followed from one to the next.
_MOST_NAMES: Final = 20


class TakenRecorder:
    """Makes the records of imports and uses by what the linker finds: of what it does not, by names as written."""

    def __init__(
        self, linker: Linker, ownership: Ownership, id_of: Callable[[Entity], Optional[str]], told: Collection[str]
    ) -> None:
        """``id_of`` gives the id of an entity of ours that has a node somewhere; modules ``told`` have one."""
        self._linker = linker
        self._ownership = ownership
        self._id_of = id_of
        self._told = told

    def records(self, module: str, found: ModuleUses) -> Iterator[Record]:
        """The records of one module."""
        for statement in found.imports:
            yield import_record(module, statement, self._imported(statement))
        merged = MergedUses()
        for around, uses in found.uses.items():
            place = self._place(module, around)
            for symbol, use in uses.items():
                ref = self._reference(symbol)
                if ref is not None:
                    merged.add(place, ref, as_written(symbol), use)
        yield from merged.records()

    def _imported(self, statement: ImportStatement) -> Ref:
        module, name = statement.module, statement.name
        names = () if name is None else (name,)
        is_ours = self._ownership.is_ours(module)
        found = self._followed(module, names) if names or not is_ours else None
        if found is not None and (is_ours or not found.plain):
            ref = found.foreign or self._id_of(found)
            if ref is not None:
                return ref
            if found.plain:
                return self._ownership.own_reference(module, ".".join(names))
        if not is_ours:
            return by_names(self._ownership, module, names)
        below = ".".join((module, *names))
        return next((one for one in (below, module) if one in self._told), unowned(below))

    def _reference(self, symbol: Symbol) -> Optional[ForeignRef]:
        if symbol.kind != "module" or not all(map(is_name, symbol.attributes)):
            return None
        module = str(symbol.of)
        found = self._followed(module, symbol.attributes)
        if found is not None and not found.plain:
            return found.foreign
        return by_names(self._ownership, module, symbol.attributes) if not self._ownership.is_ours(module) else None

    def _followed(self, module: str, attributes: tuple[str, ...]) -> Optional[Entity]:
        if self._ownership.owner(module) is None or len(attributes) > _MOST_NAMES:
            return None
        found: Optional[Entity] = self._linker.module(module)
        for name in attributes:
            found = self._linker.attribute(found, name) if found is not None else None
        return found

    def _place(self, module: str, around: Around) -> str:
        entity, best = self._linker.module(module), module
        for name, line in around:
            following = entity.members.get(name)
            told = self._id_of(following) if following is not None and _is_written_at(following, module, line) else None
            if following is None or told is None:
                break
            entity, best = following, told
        return best


def _is_written_at(entity: Entity, module: str, first: int) -> bool:
    """Whether an entity is what the definition that begins at a line of a module makes."""
    value: Any = entity.value
    if not isinstance(value, Definition) or value.scope.module.name != module:
        return False
    return bool(value.fields["location"]["line"] == first)
