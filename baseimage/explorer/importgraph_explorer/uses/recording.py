"""What modules take of others, as records of the shard."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Final, Optional

from ..facts.calls.signatures import function_behind
from ..installed.modules import ModuleFile
from ..installed.ownership import OURS, Ownership, unowned
from ..looking import raw
from ..places.entities import Entity, ReportProblem
from ..places.graph import Graph
from ..source.sources import SourceFile
from ..wire import records
from ..wire.records import ForeignRef, Record, Ref
from ..wire.texts import ID_CHARACTERS
from .finding import Finder
from .reading import SourceReader
from .relevance import Relevance
from .symbols import Around, ImportStatement, ModuleUses, Symbol, Use, as_written

_MAX_LINES: Final = 5
_MAX_KEYWORDS: Final = 200


class UseRecorder:
    """Makes the records of imports and uses of modules that were imported."""

    def __init__(
        self,
        graph: Graph,
        ownership: Ownership,
        modules: Mapping[str, ModuleFile],
        told: Collection[str],
        report: ReportProblem,
    ) -> None:
        """Take the graph when its entities have their places; of the modules ``told`` there are nodes."""
        self._graph = graph
        self._ownership = ownership
        self._modules = modules
        self._told = told
        self._report = report
        self._finder = Finder(graph, ownership)
        self._relevance = Relevance(graph, ownership, modules)

    def records(self, module: str, source: SourceFile) -> Iterator[Record]:
        """The records of one module by its source."""
        found = self._read(module, source)
        if found is None:
            return
        for statement in found.imports:
            yield self._import(module, statement)
        yield from self._uses(module, found)

    def _read(self, module: str, source: SourceFile) -> Optional[ModuleUses]:
        file = self._modules.get(module)
        try:
            try:
                tree = ast.parse(self._relevance.outlined(module, source), "<source>")
            except SyntaxError:
                # Written so that its functions can't be told without parsing it.
                tree = ast.parse(source.text, "<source>")
            chosen = partial(self._finder.chosen, module)
            reader = SourceReader(module, file is not None and file.package, source.text, tree, chosen)
            found = reader.read()
        except (SyntaxError, ValueError):
            # It was imported all the same: somebody has made other code of it.
            return None
        except (RecursionError, MemoryError) as error:
            self._report(module, "source", type(error).__name__, "what it uses can't be read: it nests too deep")
            return None
        if reader.left_out:
            self._report(module, "limit", "TooManyUses", f"{reader.left_out} uses and imports are left out")
        return found

    def _import(self, module: str, statement: ImportStatement) -> Record:
        return records.import_statement(
            module,
            self._imported(statement),
            statement.line,
            name=statement.name,
            source=statement.module if statement.name is not None or statement.star else None,
            alias=statement.alias,
            star=statement.star,
            when=statement.when,
        )

    def _imported(self, statement: ImportStatement) -> Ref:
        module, name = statement.module, statement.name
        if self._ownership.owner(module) is OURS:
            return self._own_import(module, name)
        symbol = Symbol("module", module, () if name is None else (name,))
        if module in sys.modules:
            found = self._finder.reference("", symbol)
        else:
            found = self._finder.by_names(module, symbol.attributes)
        if found is not None:
            return found
        if name is not None:
            # Something of ours that somebody else has, or what nobody can tell: then the module is what was loaded.
            own = self._own_object(self._finder.find("", symbol))
            if own is not None:
                return own
            return self._finder.by_names(module, symbol.attributes) or unowned(f"{module}.{name}")
        return unowned(module)

    def _own_import(self, module: str, name: Optional[str]) -> Ref:
        if name is not None:
            below = f"{module}.{name}"
            holder = self._graph.modules.get(module)
            entity = holder.members.get(name) if holder is not None else None
            if entity is not None:
                told = self._ref(entity)
                if told is not None:
                    return told
            if below in self._told:
                return below
        return module if module in self._told else unowned(module if name is None else f"{module}.{name}")

    def _own_object(self, found: object) -> Optional[str]:
        value = getattr(found, "value", raw.MISSING)
        entity = self._graph.entity_of(value)
        return entity.id if entity is not None and entity.foreign is None and entity.id else None

    def _ref(self, entity: Entity) -> Optional[Ref]:
        if entity.foreign is not None:
            return entity.foreign
        return entity.id if entity.place is not None and entity.id else None

    def _uses(self, module: str, found: ModuleUses) -> Iterator[Record]:
        merged: dict[tuple[str, str], tuple[ForeignRef, Optional[str], Use]] = {}
        places: dict[Around, str] = {}

        def place_of(around: Around) -> str:
            if around not in places:
                places[around] = self._place(module, around)
            return places[around]

        for (around, symbol), use in found.uses.items():
            ref = self._finder.reference(module, symbol)
            if ref is not None and len(ref["id"]) <= ID_CHARACTERS:
                written = as_written(symbol)
                is_said = written is None or written == ref["id"].replace(":", ".") or len(written) > ID_CHARACTERS
                _merge(merged, place_of(around), ref, None if is_said else written, use)
        for around, class_name, method in found.methods:
            ref = self._finder.overridden(module, class_name, method)
            if ref is not None:
                use = Use()
                use.how.add("override")
                use.count = 1
                use.lines.append(around[-1][1])
                _merge(merged, place_of(around), ref, None, use)
        for (place, _), (ref, written, use) in merged.items():
            yield records.use(place, ref, written, use.how, use.count, use.lines, use.keywords, use.positional)

    def _place(self, module: str, around: Around) -> str:
        """The id of the innermost node around something."""
        entity = self._graph.modules.get(module)
        best = module
        for name, line in around:
            following = entity.members.get(name) if entity is not None else None
            if following is None or following.foreign is not None or not following.id:
                break
            if not _is_written_at(following, module, line):
                break
            entity, best = following, following.id
        return best


def _is_written_at(entity: Entity, module: str, line: int) -> bool:
    """Whether a member is what the definition at a line of the module has made."""
    value = entity.value
    if raw.is_class(value):
        claim = raw.class_claim(value)
        first = raw.class_dict(value).get("__firstlineno__")
        return claim is not None and claim[0] == module and (type(first) is not int or first == line)
    if type(value) is property:
        value = value.fget
    behind = function_behind(value)
    return behind is not None and behind.__code__.co_firstlineno == line


def _merge(
    merged: dict[tuple[str, str], tuple[ForeignRef, Optional[str], Use]],
    place: str,
    ref: ForeignRef,
    written: Optional[str],
    use: Use,
) -> None:
    key = (place, records.line(ref))
    if key not in merged:
        merged[key] = (ref, written, use)
        return
    known = merged[key]
    both = known[2]
    both.how |= use.how
    both.count += use.count
    both.lines = sorted({*both.lines, *use.lines})[:_MAX_LINES]
    both.keywords |= use.keywords
    both.positional = max(both.positional, use.positional)
    if known[1] is not None and (written is None or written < known[1]):
        # One of several spellings: the one that is the name itself, else the first.
        merged[key] = (known[0], written, both)
