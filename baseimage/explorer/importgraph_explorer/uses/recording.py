"""What modules take of others, as records of the shard."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Optional

from ..facts.calls.signatures import function_behind
from ..installed.modules import ModuleFile
from ..installed.ownership import Ownership, unowned
from ..looking import raw
from ..places.entities import Entity, ReportProblem
from ..places.graph import Graph
from ..source.imports import Imports as ImportedNames
from ..source.imports import imported_names
from ..source.sources import SourceFile
from ..wire.records import Record, Ref
from ..wire.texts import encodable
from .finding import Finder
from .imports import by_names, import_record
from .merged import MergedUses
from .places import Places
from .reading.statements import NOT_IMPORTED, Runtime, SourceReader
from .sizes import TooBigError, check_size, may_take
from .symbols import Around, ImportStatement, ModuleUses, Symbol, Use, as_written


class UseRecorder:
    """Makes the records of imports and uses of modules that were imported."""

    def __init__(
        self,
        graph: Graph,
        ownership: Ownership,
        modules: Mapping[str, ModuleFile],
        told: Collection[str],
        read: Mapping[str, SourceFile],
        places: Places,
        imports: ImportedNames,
        report: ReportProblem,
    ) -> None:
        """Take the graph when its entities have their places, and the ``places`` of all nodes.

        Of the modules ``told`` there are nodes; those in ``read`` could not be imported, and what is in them is told by
        another session. ``imports`` reads sources, of other distributions too.
        """
        self._graph = graph
        self._ownership = ownership
        self._modules = modules
        self._told = told
        self._sources_read = read
        self._places = places
        self._report = report
        self._finder = Finder(graph, ownership, imports.origin)

    def records(self, module: str, source: SourceFile) -> Iterator[Record]:
        """The records of one module by its source."""
        runtime = Runtime(partial(self._finder.chosen, module), self._own_names(module))
        found = self._read(module, source, runtime)
        if found is None:
            return
        for statement in found.imports:
            yield import_record(module, statement, self._imported(statement))
        yield from self._uses(module, found)
        self._finder.forget(module)

    def named(self, module: str, source: SourceFile) -> dict[str, Ref]:
        """What dotted names in a module that could not be imported lead to, where others have loaded that."""
        names: dict[str, Ref] = {}
        found = self._read(module, source, NOT_IMPORTED)
        if found is None:
            return names
        for symbols in found.uses.values():
            for symbol in symbols:
                written = as_written(symbol)
                if written is not None and symbol.kind == "module" and symbol.of in sys.modules:
                    ref = self._finder.reference("", symbol._replace(bound=None))
                    if ref is not None:
                        names[written] = ref
        for statement in found.imports:
            if statement.name is not None and statement.module in sys.modules:
                of = self._imported(statement)
                if of != statement.module:
                    names[f"{statement.module}.{statement.name}"] = of
        return names

    def _read(self, module: str, source: SourceFile, runtime: Runtime) -> Optional[ModuleUses]:
        if not may_take(source.text):
            return None
        file = self._modules.get(module)
        try:
            check_size(source.text)
            tree = ast.parse(source.text, "<source>")
            reader = SourceReader(module, file is not None and file.package, source.text, tree, runtime)
            found = reader.read()
        except (SyntaxError, ValueError):
            # It was imported all the same: somebody has made other code of it.
            return None
        except TooBigError as error:
            self._report(module, "limit", "TooManyUses", str(error))
            return None
        except (RecursionError, MemoryError) as error:
            self._report(module, "source", type(error).__name__, "what it uses can't be read: it nests too deep")
            return None
        for problem in reader.problems():
            self._report(module, *problem)
        return found

    def _own_names(self, module: str) -> frozenset[str]:
        """The names of a module that hold what is ours and is nobody else's too, as equal values may be."""
        entity = self._graph.modules.get(module)
        members = entity.members if entity is not None else {}
        own = ((name, held) for name, held in members.items() if held.foreign is None and not held.plain)
        return frozenset(name for name, held in own if not self._finder.is_written_by_others(held.value))

    def _imported(self, statement: ImportStatement) -> Ref:
        module, name = statement.module, statement.name
        if self._ownership.is_ours(module):
            return self._own_import(module, name)
        symbol = Symbol("module", module, () if name is None else (name,))
        if module in sys.modules:
            found = self._finder.reference("", symbol)
            if found is not None:
                return found
            # Something of ours that somebody else has.
            own = self._own_object(self._finder.find("", symbol)) if name is not None else None
            if own is not None:
                return own
        return by_names(self._ownership, module, symbol.attributes)

    def _own_import(self, module: str, name: Optional[str]) -> Ref:
        if name is not None:
            below = f"{module}.{name}"
            holder = self._graph.modules.get(module)
            entity = holder.members.get(name) if holder is not None else None
            if entity is not None:
                told = self._ref(entity)
                if told is not None:
                    return told
            if below in self._told or below in self._places.typing_only:
                return below
            if self._is_read_in(module, name):
                return self._ownership.own_reference(module, name)
        return module if module in self._told else unowned(module if name is None else f"{module}.{name}")

    def _is_read_in(self, module: str, name: str) -> bool:
        """Whether a module that was not imported has a name by its source."""
        source = self._sources_read.get(module)
        if source is None:
            return False
        file = self._modules[module]
        package = module if file.package else module.rpartition(".")[0]
        return source.binds(name) or name in imported_names(source, package)

    def _own_object(self, found: object) -> Optional[str]:
        value = getattr(found, "value", raw.MISSING)
        entity = self._graph.entity_of(value)
        return entity.id if entity is not None and entity.foreign is None and entity.id else None

    def _ref(self, entity: Entity) -> Optional[Ref]:
        if entity.foreign is not None:
            return entity.foreign
        return entity.id if entity.place is not None and entity.id else None

    def _uses(self, module: str, found: ModuleUses) -> Iterator[Record]:
        merged = MergedUses()
        for around, uses in found.uses.items():
            place = None
            for symbol, use in uses.items():
                ref = self._finder.reference(module, symbol)
                if ref is not None:
                    place = place or self._place(module, around)
                    merged.add(place, ref, as_written(symbol), use)
        for around, class_name, method in found.methods:
            ref = self._finder.overridden(module, class_name, method)
            if ref is not None:
                use = Use()
                use.how.add("override")
                use.count = 1
                use.lines.append(around[-1][1])
                merged.add(self._place(module, around), ref, None, use)
        return merged.records()

    def _place(self, module: str, around: Around) -> str:
        """The id of the innermost node around something."""
        entity: Optional[Entity] = self._graph.modules.get(module)
        file = self._modules.get(module)
        best = module
        for name, line in around:
            entity = entity.members.get(name) if entity is not None else None
            if entity is not None and (entity.foreign is not None or not self._is_written_at(entity, module, line)):
                entity = None
            if entity is not None and entity.id:
                best = entity.id
            elif file is not None and file.file is not None:
                best = self._places.at(encodable(file.file), line, name) or best
        return best

    def _is_written_at(self, entity: Entity, module: str, line: int) -> bool:
        """Whether a member is what the definition at a line of the module has made."""
        value = entity.value
        if raw.is_class(value):
            first = raw.class_dict(value).get("__firstlineno__")
            return self._finder.is_written_in(value, module) and (type(first) is not int or first == line)
        if type(value) is property:
            value = value.fget
        behind = function_behind(value)
        return behind is not None and behind.__code__.co_firstlineno == line
