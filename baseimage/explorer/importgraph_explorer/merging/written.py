"""What stubs and sources say of names, for modules that were imported: run time says the rest."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from functools import partial
from textwrap import dedent, indent
from typing import Any, Callable, Final, Optional, Union

from ..installed.stubs import WrittenFile
from ..looking.caution import caution
from ..places.entities import ReportProblem
from ..scan.reading.files import SourceError, SourceText, parsed, read
from ..scan.reading.scopes import Alias, Binding, Definition, Import, ModuleScan, Parts, Scope
from ..scan.reading.statements import scan
from ..source.layouts import TypingBlock
from ..source.locations import Locations
from ..wire.texts import encodable

_MAX_STEPS: Final = 30

Named = Mapping[str, Binding]


class Written:
    """Reads a file when something of it is asked for."""

    def __init__(
        self,
        files: Mapping[str, WrittenFile],
        locations: Locations,
        exists: Callable[[str], bool],
        report: ReportProblem,
    ) -> None:
        """``files`` are those of ``stubs.written_files``; ``exists`` tells whether a module can be imported here."""
        self._files = files
        self._locations = locations
        self._exists = exists
        self._report = report
        self._scans: dict[str, Optional[ModuleScan]] = {}
        self._blocks: dict[str, dict[str, dict[str, Binding]]] = {}

    def file_of(self, module: str) -> Optional[WrittenFile]:
        """The file that tells most of a module beside itself."""
        return self._files.get(module)

    def definition(self, module: str, qualname: str) -> Optional[Definition]:
        """What the module's stub defines under a qualified name, there or where it imports it from."""
        first, *rest = qualname.split(".")
        found = self._in_module(module, first, 0)
        for name in rest:
            if found is None or found.class_facts is None:
                return None
            found = self.in_class(found, name)
        return found

    def names_of(self, module: str, qualname: str) -> Named:
        """The names that a module's stub binds in the module (``""``) or in a class."""
        if not qualname:
            found = self._scan_of(module)
            return found.scope.bindings if found is not None else {}
        definition = self.definition(module, qualname)
        facts = definition.class_facts if definition is not None else None
        return facts.scope.bindings if facts is not None else {}

    def for_typing(self, module: str, qualname: str) -> Named:
        """What stands below ``if TYPE_CHECKING:`` in the body of a module (``""``) or of a class in its source."""
        if module not in self._blocks:
            self._blocks[module] = {}
            if not caution.forbids_code:
                for holder, name, binding in self._read_blocks(module):
                    self._blocks[module].setdefault(holder, {})[name] = binding
        return self._blocks[module].get(qualname, {})

    def overloads(self, module: str, qualname: str) -> list[dict[str, Any]]:
        """The ``typing.overload`` variants of a function in its source, for where the interpreter doesn't keep them."""
        found = self.overloaded(module, qualname)
        return found.fields.get("overloads", []) if found is not None else []

    def overloaded(self, module: str, qualname: str) -> Optional[Definition]:
        """What the source says of a function that has ``typing.overload`` variants."""
        source = self._locations.source_of_module(module)
        if source is None or caution.forbids_code:
            return None
        variants = [
            dedent(source.lines(block.first, block.end))
            for block in source.blocks_named(qualname)
            if source.speaks_of_overloads(block.first, block.start)
        ]
        if not variants:
            return None
        # In a class, so that it is known what it is.
        holder, _, name = qualname.rpartition(".")
        text = "\n".join(variants)
        text = f"class _:\n{indent(text, ' ')}" if holder else text
        found = self._scanned(module, False, "source", f"{module}:{qualname}", partial(parsed, text))
        binding = found.scope.bindings.get("_" if holder else name) if found is not None else None
        what = binding.what if binding is not None else None
        if not isinstance(what, Definition) or what.class_facts is None:
            return what if isinstance(what, Definition) else None
        binding = what.class_facts.scope.bindings.get(name)
        return binding.what if binding is not None and isinstance(binding.what, Definition) else None

    def in_class(self, cls: Definition, name: str, depth: int = 0) -> Optional[Definition]:
        """What a class or its bases define under a name."""
        if cls.class_facts is None or depth > _MAX_STEPS:
            return None
        scope = cls.class_facts.scope
        binding = scope.bindings.get(name)
        if binding is not None:
            return self.followed(binding.what, scope, depth + 1)
        for parts in cls.class_facts.bases:
            base = self.resolved(cls.scope, parts, depth + 1)
            found = self.in_class(base, name, depth + 1) if base is not None else None
            if found is not None:
                return found
        return None

    def resolved(self, scope: Scope, parts: Parts, depth: int = 0) -> Optional[Definition]:
        """What a dotted name leads to, as far as that is written in one of the files."""
        binding = scope.bindings.get(parts[0])
        if binding is None:
            outer = scope.module.scope
            if outer is not scope:
                return self.resolved(outer, parts, depth)
            found = self._starred(scope, parts[0], depth)
        elif type(binding.what) is Import and binding.what.name is None:
            module = ".".join((binding.what.module, *parts[1:-1]))
            return self._in_module(module, parts[-1], depth + 1)
        else:
            found = self.followed(binding.what, scope, depth)
        for name in parts[1:]:
            found = self.in_class(found, name, depth) if found is not None else None
        return found

    def followed(self, what: Union[Definition, Import, Alias], scope: Scope, depth: int = 0) -> Optional[Definition]:
        """The definition that a binding leads to."""
        if isinstance(what, Definition):
            return what
        if depth > _MAX_STEPS:
            return None
        if isinstance(what, Import):
            return self._in_module(what.module, what.name, depth + 1) if what.name is not None else None
        return self.resolved(scope, what.parts, depth + 1) or what.otherwise

    def _in_module(self, module: str, name: str, depth: int) -> Optional[Definition]:
        found = self._scan_of(module) if depth <= _MAX_STEPS else None
        if found is None:
            return None
        binding = found.scope.bindings.get(name)
        if binding is not None:
            return self.followed(binding.what, found.scope, depth + 1)
        return self._starred(found.scope, name, depth)

    def _starred(self, scope: Scope, name: str, depth: int) -> Optional[Definition]:
        if not name.startswith("_"):
            for _, module in reversed(scope.stars):
                found = self._in_module(module, name, depth + 1)
                if found is not None:
                    return found
        return None

    def _scan_of(self, module: str) -> Optional[ModuleScan]:
        if module not in self._scans:
            self._scans[module] = None
            file = self._files.get(module)
            if file is not None and not caution.forbids_code:
                text_of = partial(read, f"{file.root}/{file.path}")
                self._scans[module] = self._scanned(module, file.package, file.origin, file.path, text_of)
        return self._scans[module]

    def _read_blocks(self, module: str) -> Iterator[tuple[str, str, Binding]]:
        """Holder, name and binding of each name that a module's source has for type checkers only."""
        source = self._locations.source_of_module(module)
        location = self._locations.of_module(module)
        if source is None or location is None:
            return
        file = location["file"]
        for block in source.typing_blocks():
            text = _text_of_block(block, source.lines(block.first, block.end))
            found = self._scanned(module, file.endswith("/__init__.py"), "source", file, partial(parsed, text))
            scope = found.scope if found is not None else None
            for part in block.holder.split(".") if block.holder else []:
                holder = scope.bindings.get(part) if scope is not None else None
                facts = holder.what.class_facts if holder is not None and type(holder.what) is Definition else None
                scope = facts.scope if facts is not None else None
            for name, binding in (scope.bindings if scope is not None else {}).items():
                if binding.typing_only:
                    yield block.holder, name, binding

    def _scanned(
        self, module: str, package: bool, origin: str, path: str, text_of: Callable[[], SourceText]
    ) -> Optional[ModuleScan]:
        def report(stage: str, error: str, message: str) -> None:
            self._report(module, stage, error, f"{path}: {message}")

        # Trees hold no circles, and looking for some takes long where much has been imported.
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            return scan(module, package, origin, encodable(path), text_of(), self._exists, report)
        except SourceError as error:
            report("source", error.error, str(error))
        except (RecursionError, MemoryError) as error:
            report("source", type(error).__name__, str(error))
        finally:
            if was_enabled:
                gc.enable()
        return None


def _text_of_block(block: TypingBlock, lines: str) -> str:
    """A block as a file of its own, below headers that stand for what it is in, with the lines where they were."""
    holders = block.holder.split(".") if block.holder else []
    headers = [f"{' ' * level}class {name}:" for level, name in enumerate(holders)]
    # Blocks of other kinds may be around it.
    if block.indent > len(headers):
        headers.append(" " * len(headers) + "if 1:")
    return "\n" * (block.first - 1 - len(headers)) + "\n".join([*headers, lines])
