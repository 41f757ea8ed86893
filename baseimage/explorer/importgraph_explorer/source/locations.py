"""Where classes and functions are written: file, first and last line, as ``inspect.getsourcelines`` counts them."""

from __future__ import annotations

import os
import types
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ..installed.modules import ModuleFile
from ..looking import raw
from ..wire.texts import encodable
from .layouts import Block
from .sources import SourceFile, read_source
from .targets import Assignment

Location = dict[str, Any]


class Locations:
    """Finds the places of objects in the files of the distribution."""

    def __init__(self, modules: Mapping[str, ModuleFile]) -> None:
        self._modules = modules
        self._files: dict[str, Optional[SourceFile]] = {}
        # The same by name of the module.
        self._sources: dict[str, Optional[SourceFile]] = {}
        self._relative: dict[str, Optional[str]] = {}
        self._roots = list(dict.fromkeys(module.root for module in modules.values()))
        self._roots += [real for real in map(os.path.realpath, self._roots) if real not in self._roots]
        self._names_by_file = {module.file for module in modules.values() if module.file is not None}

    def of_module(self, name: str) -> Optional[Location]:
        """The file of a module; None for a namespace and for one that was made at run time."""
        module = self._modules.get(name)
        return {"file": encodable(module.file)} if module is not None and module.file is not None else None

    def is_compiled(self, name: str) -> bool:
        """Whether a module of ours has a file, and no Python in it."""
        module = self._modules.get(name)
        return module is not None and module.file is not None and not module.source

    def of_function(self, function: types.FunctionType) -> Optional[Location]:
        """The lines of a function of ours; None where it was not written in a file of this distribution."""
        code = function.__code__
        file = self._file_of_code(code, function.__module__)
        if file is None:
            return None
        line = code.co_firstlineno
        if line < 1:
            return {"file": encodable(file)}
        source = self.source(file)
        block = source.block_at(line) if source is not None else None
        return {"file": encodable(file), "line": line, "endLine": block.end if block is not None else _last_line(code)}

    def of_class(self, cls: type, module: str, qualname: str) -> Optional[Location]:
        """The lines of a class of ours; only the file where the lines can't be told."""
        entry = self._modules.get(module)
        if entry is None or entry.file is None:
            return None
        location: Location = {"file": encodable(entry.file)}
        if not entry.source:
            return location
        source = self.source(entry.file)
        if source is None:
            return location
        block = self._block_of_class(cls, qualname, source, entry.file)
        if block is not None:
            location["line"] = block.first
            location["endLine"] = block.end
        return location

    def lines_of_class(self, cls: type, module: str, qualname: str) -> Optional[tuple[int, int]]:
        """The lines of a class, where the module's source has several of its name."""
        entry, source = self._modules.get(module), self.source_of_module(module)
        if entry is None or entry.file is None or source is None or len(source.blocks_named(qualname)) < 2:
            return None
        block = self._block_of_class(cls, qualname, source, entry.file)
        return (block.start, block.end) if block is not None else None

    def has_class(self, module: str, qualname: str, line: Optional[int]) -> bool:
        """Whether the module's source has the body of a class of this name, which begins at a line if that is known."""
        source = self.source_of_module(module)
        blocks = source.blocks_named(qualname) if source is not None else []
        return any(block.is_class and line in (None, block.first, block.start) for block in blocks)

    def of_line(self, code: types.CodeType, module: object, line: int) -> Optional[tuple[Location, SourceFile]]:
        """A line in the code of a function of a module, if it is ours, with its file."""
        file = self._file_of_code(code, module)
        source = self.source(file) if file is not None else None
        return ({"file": encodable(file), "line": line}, source) if file is not None and source is not None else None

    def of_assignment(
        self, module: str, qualname: str, value: Optional[str] = None, within: Optional[tuple[int, int]] = None
    ) -> Optional[tuple[Location, SourceFile, Assignment]]:
        """The line in which a name of a module, or of a class in it, gets its value or its type, with its file.

        ``value`` is what it has at run time, where that can be written down, and ``within`` the lines of its class.
        """
        source = self.source_of_module(module)
        if source is None:
            return None
        found = source.assignment_of(qualname, value, within) or source.header_of(qualname)
        if found is None:
            return None
        return {"file": encodable(self._modules[module].file or ""), "line": found.line}, source, found

    def of_block(self, module: str, qualname: str) -> Optional[tuple[Location, SourceFile]]:
        """The lines of the last definition of this name in a module, whatever it has made; with its file."""
        source = self.source_of_module(module)
        blocks = source.blocks_named(qualname) if source is not None else []
        if source is None or not blocks:
            return None
        file = encodable(self._modules[module].file or "")
        return {"file": file, "line": blocks[-1].first, "endLine": blocks[-1].end}, source

    def source_of_module(self, name: str) -> Optional[SourceFile]:
        """The file of a module, where it is written in Python."""
        if name not in self._sources:
            module = self._modules.get(name)
            file = module.file if module is not None and module.source else None
            self._sources[name] = self.source(file) if file is not None else None
        return self._sources[name]

    def source_beside(self, file: str) -> Optional[SourceFile]:
        """A file in Python of another distribution that is installed in the same folders, by its whole path."""
        is_beside = file.endswith(".py") and any(file.startswith(f"{root}/") for root in self._roots)
        text = read_source(file) if is_beside else None
        return SourceFile(text) if text is not None else None

    def source(self, file: str) -> Optional[SourceFile]:
        """A file of the distribution, by its path from site-packages; None where it can't be read."""
        if file not in self._files:
            self._files[file] = None
            for root in self._roots:
                text = read_source(f"{root}/{file}")
                if text is not None:
                    self._files[file] = SourceFile(text)
                    break
        return self._files[file]

    def _block_of_class(self, cls: type, qualname: str, source: SourceFile, file: str) -> Optional[Block]:
        first = raw.class_dict(cls).get("__firstlineno__")
        if type(first) is int:
            block = source.block_at(first)
            return block if block is not None and block.is_class else None
        blocks = source.blocks_named(qualname)
        if len(blocks) < 2:
            return blocks[0] if blocks else None
        # Defined more than once: the one that holds its functions, or else the last.
        for value in raw.class_dict(cls).values():
            if type(value) is types.FunctionType and self._file_of_code(value.__code__, None) == file:
                for block in blocks:
                    if block.first <= value.__code__.co_firstlineno <= block.end:
                        return block
        return blocks[-1]

    def _file_of_code(self, code: types.CodeType, module: object) -> Optional[str]:
        name = code.co_filename
        if name not in self._relative:
            self._relative[name] = self._relative_path(name)
        found = self._relative[name]
        if found is None and type(module) is str and module in self._modules:
            # Compiled elsewhere and shipped with the path of that place.
            file = self._modules[module].file
            if file is not None and name.startswith("/") and name.endswith("/" + file.rpartition("/")[2]):
                return file
        return found

    def _relative_path(self, name: str) -> Optional[str]:
        for root in self._roots:
            if name.startswith(f"{root}/"):
                path = name[len(root) + 1 :]
                return path if path in self._names_by_file else None
        return None


def _last_line(code: types.CodeType) -> int:
    """The last line that has code: good enough for a lambda."""
    last = code.co_firstlineno
    lines: Iterable[Any] = code.co_lines() if hasattr(code, "co_lines") else ()
    for _, _, line in lines:
        if line is not None and line > last:
            last = line
    return last
