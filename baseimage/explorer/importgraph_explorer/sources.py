"""What the text of a source file tells, by one pass over its lines and without a parser."""

from __future__ import annotations

import re
from typing import Final, Optional

_MAX_FILE_BYTES: Final = 10_000_000

_BOM: Final = b"\xef\xbb\xbf"
# PEP 263: in a comment in the first or second line.
_CODING: Final = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?\r?\n)?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")

# Strings and comments, so that what looks like a block in them isn't taken for one.
_STRING_OR_COMMENT: Final = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|\#[^\n]*",
    re.S,
)
_DEFINITION: Final = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)")


# A module that says one of these words may hold values that are different in every run.
_VARYING: Final = re.compile(
    r"\b(?:random|uuid\d?|urandom|secrets|getrandbits|token_\w+|getpid|time|time_ns|now|utcnow|today|monotonic|perf_counter"
    r"|gethostname|getnode|platform|mkdtemp|mkstemp|tempfile|id|hash|set|frozenset|object)\s*[.(]"
)
_LOOP: Final = re.compile(r"^[ \t]*for[ \t]+([^\n:]*?)[ \t]+in\b", re.M)
_WORD: Final = re.compile(r"[^\W\d]\w*")


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
        self._loop_names: Optional[frozenset[str]] = None
        self._may_vary: Optional[bool] = None
        self._by_line: Optional[dict[int, Block]] = None
        self._by_name: dict[str, list[Block]] = {}

    def block_at(self, line: int) -> Optional[Block]:
        """The block that begins at this line, by its ``def`` or ``class`` or the first of its decorators."""
        return self._blocks().get(line)

    def blocks_named(self, qualname: str) -> list[Block]:
        """The blocks with this qualified name, in the order of the file."""
        self._blocks()
        return self._by_name.get(qualname, [])

    @property
    def may_vary(self) -> bool:
        """Whether something in it may give another value in every run: clocks, chance, addresses, the order of sets."""
        if self._may_vary is None:
            self._may_vary = _VARYING.search(self.text) is not None
        return self._may_vary

    @property
    def loop_names(self) -> frozenset[str]:
        """The names that its loops assign to."""
        if self._loop_names is None:
            targets = _LOOP.findall(self.text)
            self._loop_names = frozenset(name for target in targets for name in _WORD.findall(target))
        return self._loop_names

    def _blocks(self) -> dict[int, Block]:
        if self._by_line is None:
            self._by_line = {}
            for block in _find_blocks(self.text):
                self._by_line[block.start] = block
                self._by_line.setdefault(block.first, block)
                self._by_name.setdefault(block.qualname, []).append(block)
        return self._by_line


def _find_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    open_blocks: list[Block] = []
    decorated: dict[int, int] = {}
    last = 0
    for number, line in enumerate(_STRING_OR_COMMENT.sub(_mask, text).split("\n"), 1):
        body = line.lstrip()
        if not body:
            continue
        if body[0] in ")]}":
            # The end of an expression that began further up, wherever it stands.
            last = number
            continue
        indent = len(line) - len(body)
        if "\t" in line[:indent]:
            indent = len(line[:indent].expandtabs(8))
        while open_blocks and open_blocks[-1].indent >= indent:
            open_blocks.pop().end = last
        last = number
        if body[0] == "@":
            decorated.setdefault(indent, number)
            continue
        first = decorated.pop(indent, number) if decorated else number
        match = _DEFINITION.match(body) if body[0] in "acd" else None
        if match is not None:
            qualname = f"{open_blocks[-1].qualname}.{match[1]}" if open_blocks else match[1]
            block = Block(qualname, first, number, indent)
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


def read_source(path: str) -> Optional[str]:
    """The text of a Python file, with line feeds; None where it can't be read or is too big."""
    try:
        with open(path, "rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
        if len(content) > _MAX_FILE_BYTES:
            return None
        declared = _CODING.match(content)
        encoding = declared[1].decode("ascii") if declared is not None else "utf-8"
        text = content.decode("utf-8-sig" if content.startswith(_BOM) else encoding, "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, LookupError):
        return None
