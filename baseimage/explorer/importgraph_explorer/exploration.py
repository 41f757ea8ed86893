"""One exploration, from the installed files to the last record."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from gc import collect as collect_garbage
from gc import disable as keep_garbage
from gc import freeze, set_threshold
from time import sleep
from typing import Any, Optional

from .importing.demand import added_finders, made_on_demand
from .importing.hidden import HiddenNames
from .importing.importing import Setup, add_paths, import_module, is_loaded, run_setup, start_site
from .importing.retries import may_succeed_later
from .importing.surroundings import has_threads
from .importing.tampering import Guard
from .importing.tracebacks import is_of_itself, root_of, said_plainly, traceback_text
from .installed.ownership import Ownership
from .installed.stubs import written_files
from .installed.subject import Subject
from .looking import kinds, raw
from .looking.caution import caution
from .merging.written import Written
from .places.announced import entry_points
from .places.entities import Entity, rank
from .places.graph import Graph
from .places.naming import give_places
from .places.registered import is_dotted, named_so
from .recording import Recorder
from .source.imports import Imports
from .source.linking import Linker
from .source.locations import Locations
from .uses.places import Places
from .uses.recording import UseRecorder
from .wire import records
from .wire.sinks import Failure, Sink, Step
from .wire.texts import error_text

_ROUNDS = 5
# Imports make much, of which most stays: looking for garbage as often as a program does takes a tenth of the time.
_OBJECTS_BETWEEN_COLLECTIONS = 10_000


class Exploration:
    """Explores one distribution of this environment."""

    def __init__(
        self,
        distribution: str,
        sink: Sink,
        *,
        names: Sequence[str] | None = None,
        skip: Mapping[str, str] | None = None,
        setups: Sequence[Setup] = (),
        site: bool = True,
        only: Sequence[str] | None = None,
        careful: Sequence[str] = (),
        guard: Guard | None = None,
        linger_seconds: float = 0,
    ) -> None:
        """Find the distribution by its name.

        ``names`` are the import names where those that follow from its files are not the right ones; modules in
        ``skip`` are not imported, with the reason; ``setups`` are run first. Of the modules ``only`` these are
        explored, and what they import themselves is no more than imported. The ``careful`` ones are looked at without
        running their code. A ``guard`` looks what the package changes. After the last import the exploration waits, for
        what somebody does later.

        Raises NotInstalledError.
        """
        self._subject = Subject(distribution, names)
        self._sink = sink
        self._skip = skip or {}
        self._setups = setups
        self._site = site
        self._only = None if only is None else frozenset(only)
        self._careful = frozenset(careful)
        self._guard = guard
        self._linger_seconds = linger_seconds
        self._modules = self._subject.modules
        self._order = list(self._modules)
        self._position = 0
        self._machine = self._subject.machine
        # Read while the package has not run yet, as is all that can be.
        self._locations = Locations(self._modules)
        self._announced = self._subject.distribution.entry_points()
        files = written_files(self._modules, self._subject.distribution.files(), self._subject.paths)
        self._written = Written(files, self._locations, sys.modules.__contains__, self._problem)
        # What was not imported, with the name of the error; and of that what must not be looked at either.
        self._failed: dict[str, str] = {}
        self._unwanted: set[str] = set()
        # What is to be imported once more, with the failure; of what is in such a package, None.
        self._waiting: dict[str, Optional[BaseException]] = {}
        self._hidden = HiddenNames(self._modules)
        self.imported = 0
        # Modules of which there is no more than the name.
        self.failed: list[str] = []

    def run(self) -> None:
        """Explore. What goes wrong with the package becomes a problem record, never an exception."""
        self._sink.start(self._subject.facts())
        set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 10)
        self._start_site()
        finders = list(sys.meta_path)
        if self._guard is not None:
            paths = ((name, self._path_of(name)) for name in self._modules)
            self._guard.expect({name: path for name, path in paths if path is not None})
        self._import_modules()
        sleep(self._linger_seconds)
        ownership = self._subject.ownership()
        self._import_hidden(ownership)
        self._import_made(finders)
        # From here on nearly everything that is made is kept, and what there is would be gone through ever again.
        freeze()
        keep_garbage()
        modules = self._loaded(ownership)
        self.imported = len(modules)
        if not any(map(self._is_wanted, modules)):
            # Nothing of what they import would be told.
            modules = {}
        graph = Graph(modules, ownership, self._problem, self._looking_at)
        self.failed = sorted(set(self._failed) - set(graph.modules))
        self._sink.imported(self.failed)
        new: list[Entity] = []
        for name in sorted(graph.modules):
            with self._looking_at(name):
                new.extend(graph.look_at_module(name))
        new.extend(graph.add_aliases())
        graph.look_at_classes(new)
        graph.look_at_outside()
        graph.look_at_nameless()
        self._record(graph, ownership, Linker(graph, ownership, self._locations).link())

    def _start_site(self) -> None:
        if self._site:
            with Step(self._sink, "site", ""):
                failure = start_site()
                self._look_for_tampering("", threads=True)
            if failure is not None:
                self._problem_of("", "site", failure)
        add_paths(self._subject.paths)
        self._run_setups()

    def _run_setups(self) -> None:
        if not self._setups:
            return
        modules = tuple(name for name in self._modules if not self._is_skipped(name))
        for setup in self._setups:
            # Each a step of its own: one that ends the process must not take the others with it.
            with Step(self._sink, "setup", ""):
                failure = run_setup(setup.code, self._subject.distribution.name, modules)
                self._look_for_tampering("")
            if failure is not None:
                self._problem_of("", "site", failure, f"{setup.name}: ")

    def _import_modules(self) -> None:
        later = self._import_all(self._order)
        # What sees the other object of their name has seen it.
        self._import_all(later)
        self._try_again()
        self._hidden.put_back()

    def _import_all(self, names: Sequence[str]) -> list[str]:
        """Import these modules in their order, but for those that are to come later, which are returned."""
        later = []
        for position, name in enumerate(names):
            self._position = position if names is self._order else len(self._order)
            if name in self._subject.omitted or not self._is_wanted(name):
                continue
            parent = self._failed_parent(name)
            if name in self._skip:
                self._failed[name] = "Skipped"
                self._unwanted.add(name)
            elif parent in self._waiting:
                self._waiting[name] = None
            elif parent is not None:
                self._failed[name] = self._failed[parent]
                self._problem(name, "import", self._failed[parent], f"its package {parent} is not imported")
            elif names is self._order and self._hidden.hides(name):
                later.append(name)
            else:
                self._import(name)
        return later

    def _import(self, name: str, *, again: bool = False) -> None:
        with Step(self._sink, "import", name):
            is_idle = self._only is None and is_loaded(name) and not has_threads()
            failure = import_module(name)
            self._hidden.note(name)
            if self._only is not None:
                # Few modules, of which one is accused: garbage that bites must bite while its owner is at work.
                collect_garbage()
            self._look_for_tampering(name, self._path_of(name), self._following(), nothing_ran=is_idle)
        if failure is not None:
            self._failed[name] = raw.class_name(type(failure))
            self._unwanted.add(name)
            if not again and may_succeed_later(failure, name, self._modules.__contains__):
                self._waiting[name] = failure
            elif not again:
                self._problem_of(name, "import", failure)

    def _try_again(self) -> None:
        """Import once more what failed for want of what other modules bring, and what is below it."""
        waiting, self._waiting = self._waiting, {}
        for name, failure in waiting.items():
            if failure is None:
                self._import_all([name])
                continue
            if self._failed_parent(name) is None:
                del self._failed[name]
                self._unwanted.discard(name)
                # Another one may have imported it meanwhile.
                if not is_loaded(name):
                    self._import(name, again=True)
            if name in self._failed:
                self._problem_of(name, "import", failure)

    def _is_skipped(self, name: str) -> bool:
        """Whether the module, or a package that it is in, is not to be imported."""
        while name and name not in self._skip:
            name = name.rpartition(".")[0]
        return name != ""

    def _is_wanted(self, name: str) -> bool:
        """Whether the module is one of those to be explored, or was made at run time below one."""
        while self._only is not None and name not in self._only:
            if name in self._modules or "." not in name:
                return False
            name = name.rpartition(".")[0]
        return True

    def _following(self) -> tuple[str, str] | None:
        """The next module that can be looked for, with its file."""
        for position in range(self._position + 1, len(self._order)):
            other = self._order[position]
            parent = other.rpartition(".")[0]
            path = self._path_of(other)
            if path is not None and (not parent or parent in sys.modules):
                return (other, path)
        return None

    def _path_of(self, name: str) -> str | None:
        file = self._modules[name]
        return None if file.file is None else f"{file.root}/{file.file}"

    def _look_for_tampering(
        self,
        name: str,
        file: str | None = None,
        following: tuple[str, str] | None = None,
        *,
        threads: bool = False,
        nothing_ran: bool = False,
    ) -> None:
        if self._guard is None:
            return
        lasting, mended = self._guard.check(name, file, following, nothing_ran=nothing_ran)
        if threads and has_threads():
            lasting.append("threads")
        if not name:
            self._guard.accept_paths()
        if lasting:
            self._sink.tamper(name, lasting[:100], mended=False)
        if mended:
            self._sink.tamper(name, mended[:100], mended=True)

    def _looking_at(self, name: str) -> Step:
        caution.forbids_code = name in self._careful
        return Step(self._sink, "walk", name)

    def _failed_parent(self, name: str) -> str | None:
        parent = name.rpartition(".")[0]
        while parent:
            if parent in self._failed:
                return parent
            parent = parent.rpartition(".")[0]
        return None

    def _import_hidden(self, ownership: Ownership) -> None:
        """Import modules that are made at run time and known to an importer of the package's, such as ``six.moves``."""
        tried: set[str] = set()
        for _ in range(_ROUNDS):
            names = set()
            for module in self._loaded(ownership).values():
                if raw.is_module(module):
                    for value in raw.module_dict(module).values():
                        if raw.is_module(value):
                            said = raw.module_dict(value).get("__name__")
                            if is_dotted(said) and said not in sys.modules and ownership.is_ours(said):
                                names.add(said)
            names = {
                name for name in names if name not in tried and name not in self._modules and name not in self._skip
            }
            if not names:
                return
            tried |= names
            for name in sorted(names):
                with Step(self._sink, "import", name):
                    import_module(name)

    def _import_made(self, finders: Sequence[object]) -> None:
        """Import modules that a finder of the package's makes when they are asked for; the ``finders`` are others'."""
        files = self._subject.distribution.files()
        for module, finder in added_finders(finders, self._modules):
            with self._looking_at(module):
                names = made_on_demand(finder, self._modules, files)
            for name in names:
                if name not in self._skip:
                    with Step(self._sink, "import", name):
                        import_module(name)

    def _loaded(self, ownership: Ownership) -> dict[str, object]:
        """Our modules as they are after importing, by import name, with those that were made at run time below them."""
        found: dict[str, object] = {}
        for name in self._modules:
            module = sys.modules.get(name)
            # Modules that a failing package had imported by then are there all the same.
            if module is not None and name not in self._unwanted:
                found[name] = module
        known = {id(module) for module in found.values()}
        made: dict[int, tuple[bool, Any, str, object]] = {}
        for name, module in list(sys.modules.items()):
            # The library registers one of its own by another name, too, which that and its objects say to have.
            is_again = id(module) in known and not (ownership.of_library and named_so(module, name))
            if not is_dotted(name) or name in found or not raw.is_module(module) or is_again:
                continue
            if name in self._modules or not ownership.is_ours(name):
                continue
            said = raw.module_dict(module).get("__name__")
            if type(said) is str and said != name and sys.modules.get(said) is module:
                continue
            candidate = (said != name, rank(name), name, module)
            if id(module) not in made or candidate[:3] < made[id(module)][:3]:
                made[id(module)] = candidate
        found.update((name, module) for _, _, name, module in made.values())
        return found

    def _record(self, graph: Graph, ownership: Ownership, imports: Imports) -> None:
        recorder = Recorder(graph, self._subject, self._locations, self._written, self._problem)
        places = Places()
        by_module: dict[str, list[tuple[Entity, Entity | None]]] = {name: [] for name in sorted(graph.modules)}
        for entity, owner in give_places(graph.modules.values(), {**self._modules, **graph.modules}.keys()):
            if entity.kind in ("function", "data") and owner is not None and owner.kind == "class":
                # It may have been met in a module first.
                entity.kind = kinds.kind_in_class(entity.value) if not raw.is_module(entity.value) else entity.kind
            by_module[(entity.place or ("", ""))[0]].append((entity, owner))
        for name, placed in by_module.items():
            recorder.merger.look_for_gaps(name, (entity for entity, _ in placed))
        for name, placed in by_module.items():
            if not self._is_wanted(name):
                continue
            with self._looking_at(name):
                for entity, owner in sorted(placed, key=lambda item: item[0].id):
                    for record in recorder.nodes(entity, owner):
                        places.note(record)
                        self._sink.record(record)
        self._tell(map(recorder.missing_module, self.failed))
        self._tell(entry_points(self._announced, graph, ownership, self._failed))
        self._tell(recorder.externals())
        self._tell(self._subject.requirements())
        self._record_uses(graph, ownership, places, imports)
        for text in ownership.shared_files():
            self._problem("", "walk", "SharedFiles", text)
        self._look_for_tampering("")

    def _record_uses(self, graph: Graph, ownership: Ownership, places: Places, imports: Imports) -> None:
        told = {*graph.modules, *(name for name in self._modules if name not in self._subject.omitted)}
        failed = {name: self._locations.source_of_module(name) for name in self.failed if not self._is_skipped(name)}
        read = {name: source for name, source in failed.items() if source is not None}
        recorder = UseRecorder(graph, ownership, self._modules, told, read, places, imports, self._problem)
        for name in sorted(graph.modules):
            source = self._locations.source_of_module(name) if self._is_wanted(name) else None
            if source is not None:
                with self._looking_at(name):
                    self._tell(recorder.records(name, source))
        for name, source in read.items():
            with self._looking_at(name):
                self._sink.named(name, recorder.named(name, source))

    def _tell(self, told: Iterable[records.Record]) -> None:
        for record in told:
            self._sink.record(record)

    def _problem(self, module: str, stage: str, error: str, message: str) -> None:
        self._sink.record(records.problem(module, stage, error[:200] or "Error", self._machine.message(message)))

    def _problem_of(self, module: str, stage: str, error: BaseException, prefix: str = "") -> None:
        said = error_text(error)
        self._problem(module, stage, raw.class_name(type(error)), prefix + said)
        text = traceback_text(error, said, self._machine)
        self._sink.traceback(module, text, self._root_of(error), is_of_itself(error, module))

    def _root_of(self, error: BaseException) -> Failure | None:
        root = root_of(error)
        if root is error:
            return None
        name = raw.class_name(type(root))[:200] or "Error"
        return Failure(name, self._machine.message(said_plainly(root)))
