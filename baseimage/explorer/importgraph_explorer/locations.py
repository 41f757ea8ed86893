"""Where classes and functions are written: file, first and last line, as ``inspect.getsourcelines`` counts them.

One pass over a file, by its indentation and without a parser, finds the blocks of all its classes and functions.
"""

from __future__ import annotations

import os
import re
import types
from collections.abc import Iterable, Mapping
from tokenize import detect_encoding
from typing import Any, Final, Optional

from . import raw
from .modules import ModuleFile
from .texts import encodable

Location = dict[str, Any]

_MAX_FILE_BYTES: Final = 10_000_000

# Strings and comments, so that what looks like a block in them isn't taken for one.
_STRING_OR_COMMENT: Final = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|\#[^\n]*",
    re.S,
)
_LINE: Final = re.compile(r"^([ \t]*)(?:(@)|(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)|([)\]}])|[^\s#])", re.M)


class Block:
    """A class or function in a file: its lines from the first decorator to the last of its body, counted from 1."""

    __slots__ = ("end", "first", "indent", "qualname", "start")

    def __init__(self, qualname: str, first: int, start: int, indent: int) -> None:
        self.qualname = qualname
        self.first = first
        self.start = start
        self.indent = indent
        self.end = start


class SourceFile:
    """A file's text and its blocks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._by_line: Optional[dict[int, Block]] = None
        self._by_name: dict[str, list[Block]] = {}

    def block_at(self, line: int) -> Optional[Block]:
        """The block that begins at this line, by its ``def`` or ``class`` or the first of its decorators."""
        return self._blocks().get(line)

    def blocks_named(self, qualname: str) -> list[Block]:
        """The blocks with this qualified name, in the order of the file."""
        self._blocks()
        return self._by_name.get(qualname, [])

    def _blocks(self) -> dict[int, Block]:
        if self._by_line is None:
            self._by_line = {}
            for block in _find_blocks(self.text):
                self._by_line[block.start] = block
                self._by_line.setdefault(block.first, block)
                self._by_name.setdefault(block.qualname, []).append(block)
        return self._by_line


class Locations:
    """Finds the places of objects in the files of the distribution."""

    def __init__(self, modules: Mapping[str, ModuleFile]) -> None:
        self._modules = modules
        self._files: dict[str, Optional[SourceFile]] = {}
        self._relative: dict[str, Optional[str]] = {}
        self._roots = list(dict.fromkeys(module.root for module in modules.values()))
        self._roots += [real for real in map(os.path.realpath, self._roots) if real not in self._roots]
        self._names_by_file = {module.file for module in modules.values() if module.file is not None}

    def of_module(self, name: str) -> Optional[Location]:
        """The file of a module; None for a namespace and for one that was made at run time."""
        module = self._modules.get(name)
        return {"file": encodable(module.file)} if module is not None and module.file is not None else None

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

    def source_of_module(self, name: str) -> Optional[str]:
        """The text of a module, where it is written in Python."""
        module = self._modules.get(name)
        if module is None or module.file is None or not module.source:
            return None
        source = self.source(module.file)
        return source.text if source is not None else None

    def source(self, file: str) -> Optional[SourceFile]:
        """A file of the distribution, by its path from site-packages; None where it can't be read."""
        if file not in self._files:
            self._files[file] = None
            for root in self._roots:
                text = _read(os.path.join(root, file))
                if text is not None:
                    self._files[file] = SourceFile(text)
                    break
        return self._files[file]

    def _block_of_class(self, cls: type, qualname: str, source: SourceFile, file: str) -> Optional[Block]:
        first = raw.class_dict(cls).get("__firstlineno__")
        if type(first) is int:
            return source.block_at(first)
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
            if file is not None and os.path.isabs(name) and os.path.basename(file) == os.path.basename(name):
                return file
        return found

    def _relative_path(self, name: str) -> Optional[str]:
        for root in self._roots:
            if name.startswith(root + os.sep):
                path = os.path.normpath(name[len(root) + 1 :]).replace(os.sep, "/")
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


def _find_blocks(text: str) -> list[Block]:
    masked = _STRING_OR_COMMENT.sub(_mask, text)
    blocks: list[Block] = []
    open_blocks: list[Block] = []
    decorated: dict[int, int] = {}
    line = 1
    last = 0
    position = 0
    for match in _LINE.finditer(masked):
        start = match.start()
        line += masked.count("\n", position, start)
        position = start
        space, at, name, closing = match.groups()
        if closing is not None:
            last = line
            continue
        indent = len(space.expandtabs(8)) if "\t" in space else len(space)
        while open_blocks and open_blocks[-1].indent >= indent:
            open_blocks.pop().end = last
        last = line
        if at is not None:
            decorated.setdefault(indent, line)
            continue
        first = decorated.pop(indent, line) if decorated else line
        if name is not None:
            qualname = f"{open_blocks[-1].qualname}.{name}" if open_blocks else name
            block = Block(qualname, first, line, indent)
            blocks.append(block)
            open_blocks.append(block)
    for block in open_blocks:
        block.end = last
    return blocks


def _mask(match: re.Match[str]) -> str:
    text = match.group()
    lines = text.count("\n")
    # The further lines of a string look like those of an expression that goes on.
    return "''" + "\n)" * lines if lines else text if text[0] != "#" else ""


def _read(path: str) -> Optional[str]:
    try:
        with open(path, "rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
        if len(content) > _MAX_FILE_BYTES:
            return None
        encoding, _ = detect_encoding(iter(content.splitlines(keepends=True)[:2]).__next__)
        return content.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, SyntaxError, LookupError, StopIteration):
        return None
