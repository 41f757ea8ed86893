"""What the text of a source file tells, without a parser."""

from __future__ import annotations

import re
from ast import literal_eval
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Final, Optional

from ..wire.texts import lines_with
from .layouts import FOR_TYPING, STRING_OR_COMMENT, Block, Layout, TypingBlock

_MAX_FILE_BYTES: Final = 10_000_000
_MAX_COMMENT_LINES: Final = 200

_BOM: Final = b"\xef\xbb\xbf"
# PEP 263: in a comment in the first or second line.
_CODING: Final = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?\r?\n)?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")

_ANNOTATED: Final = re.compile(r"(?:[^\W\d]\w*\.)?([^\W\d]\w*)[ \t]*:[ \t]*([^=#\n]*[^=#\s])[ \t]*(?:=|\#|$)")
_BEGINS_ANNOTATED: Final = re.compile(r"(?:[^\W\d]\w*\.)?([^\W\d]\w*)[ \t]*:(?!=)")
_DOC_COMMENT: Final = "#:"
# Begins with what is searched for fastest; whether it begins a line is seen afterwards.
_LOOP: Final = re.compile(r"for[ \t]+([^\n:]*?)[ \t]+in\b")
# A calculation with numbers, in any base.
_NUMBERS: Final = re.compile(r"=[-+~(\s]*\d[\da-fA-FoxOX_\s()*/%<>|&^~+-]*(?:#|$)")
_WORD: Final = re.compile(r"[^\W\d]\w*")


class SourceFile:
    """A file's text and its blocks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._loop_names: Optional[frozenset[str]] = None
        self._overloads: Optional[list[int]] = None
        self._has_doc_comments = _DOC_COMMENT in text
        self._layout: Optional[Layout] = None
        self._lines: Optional[list[str]] = None
        # Of each line, how many characters are in those before it.
        self._starts: list[int] = []

    def block_at(self, line: int) -> Optional[Block]:
        """The block that begins at this line, by its ``def`` or ``class`` or the first of its decorators."""
        return self._blocks().by_line.get(line)

    def blocks_named(self, qualname: str) -> list[Block]:
        """The blocks with this qualified name, in the order of the file."""
        return self._blocks().by_name.get(qualname, [])

    def speaks_of_overloads(self, first: int, last: int) -> bool:
        """Whether one of these lines does."""
        if self._overloads is None:
            self._overloads = lines_with("overload", self.text)
        # Most files do nowhere.
        return bool(self._overloads) and bisect_left(self._overloads, first) < bisect_right(self._overloads, last)

    def typing_blocks(self) -> list[TypingBlock]:
        """What is only there for type checkers, and more than imports."""
        return self._blocks().typing if FOR_TYPING in self.text else []

    def assignment_line(self, qualname: str) -> Optional[int]:
        """Where a name of the module, or of a class in it, first gets a value or a type."""
        found = self._blocks().assigned.get(qualname)
        return found[1] if found is not None else None

    def assignment(self, qualname: str) -> str:
        """The line where a name of the module, or of a class in it, first gets a value or a type; empty for others."""
        line = self.assignment_line(qualname)
        return self._line(line) if line is not None else ""

    def annotation_at(self, line: int, name: str) -> Optional[str]:
        """The annotation of a statement ``name: annotation`` or ``self.name: annotation``, where it is on one line."""
        match = _ANNOTATED.match(self._line(line).lstrip())
        if match is None or match[1] != name:
            return None
        text = match[2]
        return text if all(text.count(left) == text.count(right) for left, right in ("[]", "()", "{}")) else None

    def annotates(self, line: int, name: str) -> bool:
        """Whether a statement ``name: …`` or ``self.name: …`` begins at a line."""
        match = _BEGINS_ANNOTATED.match(self._line(line).lstrip())
        return match is not None and match[1] == name

    def doc_at(self, line: int) -> Optional[str]:
        """What documents the assignment at a line: comments ``#:`` above or behind it, or a text below it."""
        if self._has_doc_comments:
            comment = self._comment_behind(line) or self._comment_above(line)
            if comment:
                return comment
        below = self._blocks().texts.get(line)
        return self._text_at(below) if below is not None else None

    def is_reckoned(self, name: str) -> bool:
        """Whether a name of the module is assigned what is written in numbers only."""
        return _NUMBERS.search(self.assignment(name)) is not None

    @property
    def loop_names(self) -> frozenset[str]:
        """The names that its loops assign to."""
        if self._loop_names is None:
            targets = (match[1] for match in _LOOP.finditer(self.text) if self._begins_line(match.start()))
            self._loop_names = frozenset(name for target in targets for name in _WORD.findall(target))
        return self._loop_names

    def _begins_line(self, position: int) -> bool:
        return not self.text[self.text.rfind("\n", 0, position) + 1 : position].strip(" \t")

    def _blocks(self) -> Layout:
        if self._layout is None:
            self._layout = Layout(self.text)
        return self._layout

    def lines(self, first: int, last: int) -> str:
        """The text of these lines."""
        self._line(first)
        return "\n".join((self._lines or [])[first - 1 : last])

    def _line(self, number: int) -> str:
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def _comment_behind(self, number: int) -> Optional[str]:
        line = self._line(number)
        if _DOC_COMMENT not in line:
            return None
        for match in STRING_OR_COMMENT.finditer(line):
            if match.group().startswith(_DOC_COMMENT):
                return match.group()[2:].strip()
        return None

    def _comment_above(self, number: int) -> Optional[str]:
        lines: list[str] = []
        while len(lines) < _MAX_COMMENT_LINES:
            number -= 1
            line = self._line(number).strip()
            if not line.startswith(_DOC_COMMENT):
                break
            lines.append(line[2:].removeprefix(" "))
        return "\n".join(reversed(lines)).strip() or None

    def _text_at(self, number: int) -> Optional[str]:
        line = self._line(number)
        if not self._starts:
            self._starts = [0, *accumulate(map(len, self._lines or []))]
        # Line feeds are not counted there.
        start = self._starts[number - 1] + number - 1 + len(line) - len(line.lstrip())
        prefix = 0 if self.text[start] in "'\"" else 1
        match = STRING_OR_COMMENT.match(self.text, start + prefix)
        if match is None:
            return None
        try:
            found = literal_eval(self.text[start : match.end()])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
        return found if type(found) is str else None


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
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    except (OSError, LookupError):
        return None
