"""A scan of one distribution, from its files to the last record."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Optional

from ..installed.modules import ModuleFile
from ..installed.ownership import OURS, STANDARD, clashes, joined, unowned
from ..installed.stubs import source_beside, stub_beside
from ..installed.subject import Subject
from ..places.entities import Entity
from ..places.naming import give_places
from ..uses.reading.statements import NOT_IMPORTED, SourceReader
from ..uses.sizes import TooBigError, check_size, may_take
from ..uses.symbols import ModuleUses
from ..wire import records
from ..wire.records import Record, Ref
from ..wire.sinks import Sink
from ..wire.texts import encodable, is_name
from .linking.library import Library
from .linking.linking import Linker
from .reading.files import SourceError, SourceText, read, with_deep_stack
from .reading.names import Report
from .reading.scopes import ModuleScan
from .reading.statements import scan
from .recording import ScanRecorder
from .taking import TakenRecorder

# Of other distributions only what names lead to is read, and no more than this.
_MAX_FOREIGN: Final = 1000


class SourceExploration:
    """Finds what the modules of one distribution hold by their source files; runs nothing of any distribution."""

    def __init__(
        self,
        distribution: str,
        sink: Sink,
        *,
        names: Sequence[str] | None = None,
        skip: Mapping[str, str] | None = None,
        only: Sequence[str] | None = None,
    ) -> None:
        """Find the distribution by its name.

        ``names`` are as for an exploration. The files of modules in ``skip`` are left alone. With ``only`` the records
        are those of these modules; they may refer to what others hold.

        Raises NotInstalledError.
        """
        self._subject = Subject(distribution, names)
        self._sink = sink
        self._skip = skip or {}
        self._only = None if only is None else frozenset(only)
        self._modules = self._subject.modules
        self._ownership = self._subject.ownership()
        self._library = Library()
        self._scans: dict[str, Optional[ModuleScan]] = {}
        # What the modules take of others whose records are wanted.
        self._taken: dict[str, ModuleUses] = {}
        self._foreign = 0
        self._at_work: Optional[str] = None
        self._since = 0.0
        self.scanned = 0

    def run(self) -> None:
        """Explore. What can't be read becomes a problem record, never an exception."""
        self._sink.start(self._subject.facts())
        # Trees hold no circles, and looking for some takes a third of the time.
        gc.disable()
        with_deep_stack(self._run)

    def _run(self) -> None:
        wanted = [name for name in self._modules if self._is_wanted(name)]
        for name in wanted:
            self._scan_of(name)
        loaded = {name: file for name, file in self._modules.items() if name not in self._subject.omitted}
        elsewhere = frozenset() if self._only is None else frozenset(self._modules).difference(self._only)
        # Tests that may have been imported, or not, by what others tell of.
        doubtful = elsewhere & self._subject.omitted
        linker = Linker(self._scan_of, self._ownership, self._library, loaded, elsewhere - doubtful, doubtful)
        done: list[str] = []
        while wanted:
            for name in wanted:
                with self._step(name):
                    linker.link(name)
            done += wanted
            # Tests too, where others import from them, as at run time.
            wanted = [] if self._only is not None else sorted(self._reached(linker).difference(done))
        linker.settle_claims()
        self._record(linker, sorted(done))

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        """Tell that a module is worked on. Work on another one that it leads to interrupts its step."""
        around = self._at_work
        if around is not None:
            self._sink.end("source", around, time.perf_counter() - self._since)
        self._begin(name)
        yield
        self._sink.end("source", name, time.perf_counter() - self._since)
        self._at_work = None
        if around is not None:
            self._begin(around)

    def _begin(self, name: str) -> None:
        self._at_work = name
        self._since = time.perf_counter()
        self._sink.begin("source", name)

    def _is_wanted(self, name: str) -> bool:
        return name not in self._subject.omitted if self._only is None else name in self._only

    def _reached(self, linker: Linker) -> set[str]:
        used = {name for name in linker.modules if name in self._modules}
        return used.union(name for name in self._scans if name in self._modules)

    def _scan_of(self, name: str) -> Optional[ModuleScan]:
        """The scan of a module; of ours each is a step, as the parser may end the process."""
        if name in self._scans:
            return self._scans[name]
        self._scans[name] = None
        owner = self._ownership.owner(name)
        if owner is OURS:
            file = self._modules.get(name)
            if file is not None and file.file is not None and name not in self._skip:
                with self._step(name):
                    self._scans[name] = self._scanned(file, self._only is None or name in self._only)
                self.scanned += self._scans[name] is not None
        elif owner is not None and owner is not STANDARD and self._foreign < _MAX_FOREIGN:
            self._foreign += 1
            file = self._ownership.module_file(name)
            if file is not None and file.file is not None:
                self._scans[name] = self._scanned(file, False)
        return self._scans[name]

    def _scanned(self, file: ModuleFile, told: bool) -> Optional[ModuleScan]:
        def report(stage: str, error: str, message: str) -> None:
            if told:
                text = self._subject.machine.message(message)
                self._sink.record(records.problem(file.name, stage, error[:200] or "Error", text))

        path = self._readable(file)
        if path is None:
            report("source", "NoSource", "it has neither a Python file nor a stub")
            return None
        try:
            source = read(f"{file.root}/{path}", outlined=not told)
            origin = "stub" if path.endswith(".pyi") else "source"
            found = scan(file.name, file.package, origin, encodable(path), source, self._exists, report)
        except SourceError as error:
            report("source", error.error, str(error))
        except (RecursionError, MemoryError) as error:
            report("source", type(error).__name__, str(error))
        else:
            if told and origin == "source" and may_take(source.text):
                self._take(file, source, report)
            return found
        return None

    def _take(self, file: ModuleFile, source: SourceText, report: Report) -> None:
        try:
            check_size(source.text)
            reader = SourceReader(file.name, file.package, source.text, source.tree, NOT_IMPORTED)
            self._taken[file.name] = reader.read()
        except TooBigError as error:
            report("limit", "TooManyUses", str(error))
        except (RecursionError, MemoryError) as error:
            report("source", type(error).__name__, str(error))
        else:
            for problem in reader.problems():
                report(*problem)

    def _readable(self, file: ModuleFile) -> Optional[str]:
        """The path of the file that tells what a module holds: itself, or what lies beside it where it is compiled."""
        if file.source or file.file is None:
            return file.file
        return source_beside(file) or stub_beside(file)

    def _exists(self, module: str) -> bool:
        """Whether a module could be imported, as far as that shows without doing it."""
        top = module.partition(".")[0]
        owner = self._ownership.owner(module)
        if owner is STANDARD:
            return self._library.exists(top)
        return owner is not None and self._ownership.module_file(module) is not None

    def _record(self, linker: Linker, names: list[str]) -> None:
        by_module: dict[str, list[Entity]] = {name: [] for name in names}
        for entity, _ in give_places(map(linker.module, names), self._modules.keys()):
            module = (entity.place or ("", ""))[0]
            if entity.kind != "module" and module in by_module:
                by_module[module].append(entity)
        recorded = {id(entity) for entities in by_module.values() for entity in entities}

        def id_of(entity: Entity) -> Optional[str]:
            if entity.kind == "module":
                is_told = entity.value in by_module or (self._only is not None and entity.value in self._modules)
                return str(entity.value) if is_told else None
            if id(entity) in recorded:
                return entity.id
            if entity.place is None or not linker.is_elsewhere(entity):
                return None
            return joined(*entity.place, clashes(*entity.place, self._modules))

        recorder = ScanRecorder(linker, self._subject.machine, id_of)
        for name in names:
            with self._step(name):
                file = self._modules[name]
                self._sink.record(recorder.module(name, self._scans.get(name), _file_of(file), file.package))
                for entity in sorted(by_module[name], key=lambda entity: entity.id):
                    self._sink.record(recorder.node(entity))
        if self._only is None:
            for record in self._announced(linker, recorder):
                self._sink.record(record)
        told = self._modules if self._only is not None else by_module
        self._record_taken(TakenRecorder(linker, self._ownership, id_of, told))
        for record in recorder.externals():
            self._sink.record(record)

    def _record_taken(self, recorder: TakenRecorder) -> None:
        for name in sorted(self._taken):
            with self._step(name):
                for record in recorder.records(name, self._taken[name]):
                    self._sink.record(record)

    def _announced(self, linker: Linker, recorder: ScanRecorder) -> Iterator[Record]:
        """What the distribution's metadata says."""
        yield from self._entry_points(linker, recorder)
        yield from self._subject.requirements()

    def _entry_points(self, linker: Linker, recorder: ScanRecorder) -> Iterator[Record]:
        for point in self._subject.distribution.entry_points():
            module, _, attribute = point.to.partition(":")
            if all(map(is_name, module.split("."))):
                yield records.entry_point(point.group, point.name, self._target(module, attribute, linker, recorder))

    def _target(self, module: str, attribute: str, linker: Linker, recorder: ScanRecorder) -> Ref:
        if not self._ownership.is_ours(module):
            return self._ownership.reference(module, attribute)
        entity: Optional[Entity] = linker.modules.get(module)
        for name in attribute.split(".") if attribute else []:
            entity = entity.members.get(name) if entity is not None else None
        if entity is None:
            return unowned(f"{module}.{attribute}" if attribute else module)
        return recorder.reference(entity)


def _file_of(file: ModuleFile) -> Optional[str]:
    return encodable(file.file) if file.file is not None else None
