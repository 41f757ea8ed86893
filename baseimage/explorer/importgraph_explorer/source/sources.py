"""What the text of a source file tells, without a parser."""

from __future__ import annotations

import re
from ast import literal_eval
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, Optional

from ..wire.texts import lines_with
from .layouts import FOR_TYPING, STRING_OR_COMMENT, Block, Layout, TypingBlock
from .targets import Assignment

_MAX_FILE_BYTES: Final = 10_000_000
_MAX_COMMENT_LINES: Final = 200
_MAX_IMPORT_LINES: Final = 500
_MAX_STATEMENT_LINES: Final = 2000

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
_BASES: Final = re.compile(r"\s*class\s+\w+\s*\(([^()]*)\)\s*:")
_DOTTED: Final = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_MOST_HEADER_LINES: Final = 20
_ASSIGNED: Final = re.compile(r"^[ \t]*([^\W\d]\w*)[ \t]*(?::[^=\n]*)?=(?!=)", re.M)
_WORD: Final = re.compile(r"[^\W\d]\w*")


class SourceFile:
    """A file's text and its blocks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._loop_names: Optional[frozenset[str]] = None
        self._overloads: Optional[list[int]] = None
        self._has_doc_comments = _DOC_COMMENT in text
        self._layout: Optional[Layout] = None
        # Of each line and of the end, how many characters are in the lines before it, line feeds not counted: the lines
        # themselves would take several times the memory.
        self._before: Optional[list[int]] = None

    def block_at(self, line: int) -> Optional[Block]:
        """The block that begins at this line, by its ``def`` or ``class`` or the first of its decorators."""
        return self._blocks().by_line.get(line)

    def blocks_named(self, qualname: str) -> list[Block]:
        """The blocks with this qualified name, in the order of the file."""
        return self._blocks().by_name.get(_as_written(qualname), [])

    def written_bases(self, qualname: str) -> list[str]:
        """The plain names, dotted ones too, that the header of the last class of this name gives as its bases."""
        blocks = self.blocks_named(qualname)
        if not blocks:
            return []
        match = _BASES.match(self.lines(blocks[-1].start, blocks[-1].start + _MOST_HEADER_LINES))
        return [part for part in map(str.strip, match[1].split(",")) if _DOTTED.fullmatch(part)] if match else []

    def speaks_of_overloads(self, first: int, last: int) -> bool:
        """Whether one of these lines does."""
        if self._overloads is None:
            self._overloads = lines_with("overload", self.text)
        # Most files do nowhere.
        return bool(self._overloads) and bisect_left(self._overloads, first) < bisect_right(self._overloads, last)

    def typing_blocks(self) -> list[TypingBlock]:
        """What is only there for type checkers, and more than imports."""
        return self._blocks().typing if FOR_TYPING in self.text else []

    def assignment_of(
        self, qualname: str, value: Optional[str] = None, within: Optional[tuple[int, int]] = None
    ) -> Optional[Assignment]:
        """What gives a name of the module, or of a class in it, its value, or else its type.

        That is the last assignment which no condition stands before. Of those in several blocks it is one that gives
        just the ``value`` which the name has at run time, else the first that may give it. ``within`` are the lines of
        the class, where there are several of its name.
        """
        found = self._blocks().assigned.get(_as_written(qualname))
        if found is not None and within is not None:
            found = [one for one in found if within[0] <= one.line <= within[1]]
        if not found:
            return None
        if len(found) > 1:
            return self._chosen(found, value)
        only = found[0]
        return None if only.indent and "." not in qualname and not self._is_statement(only) else only

    def binds(self, name: str) -> bool:
        """Whether anything but an import gives the module a name."""
        blocks = self._blocks()
        return name in blocks.assigned or name in blocks.headers or bool(self.blocks_named(name))

    def header_of(self, qualname: str) -> Optional[Assignment]:
        """The header of a loop, of ``with`` or the like that gives a name of the module or a class its value."""
        return self._blocks().headers.get(_as_written(qualname))

    def _chosen(self, found: list[Assignment], value: Optional[str]) -> Optional[Assignment]:
        least = min(one.indent for one in found)
        blocks: dict[int, list[Assignment]] = {}
        for one in found:
            if one.indent == least and self._is_statement(one):
                blocks.setdefault(self._opener(one), []).append(one)
        if not blocks:
            return None
        giving = [one for one in found if value is not None and self._gives(one, value) and self._is_statement(one)]
        if len(blocks) > 1:
            likely = [ones for ones in blocks.values() if not self._is_plain(ones[-1])]
            return giving[-1] if giving else _last([*likely, *blocks.values()][0])
        best = _last(next(iter(blocks.values())))
        is_certain = best.has_value and not self._is_plain(best)
        return best if is_certain or not giving or best in giving else giving[-1]

    def assignment(self, qualname: str) -> str:
        """The line where a name of the module, or of a class in it, gets its value or its type; empty for others."""
        found = self.assignment_of(qualname)
        return self._line(found.line) if found is not None else ""

    def doc_of(self, qualname: str, assignment: Assignment) -> Optional[str]:
        """What documents a name at this assignment, else at another one."""
        doc = self._doc_at(assignment)
        others = self._blocks().assigned.get(_as_written(qualname), []) if doc is None else []
        for other in reversed(others):
            if other is not assignment and (other.indent <= assignment.indent or self._is_statement(other)):
                doc = self._doc_at(other)
                if doc is not None:
                    break
        return doc

    def imports(self) -> list[tuple[str, int, str]]:
        """Each ``from … import`` outside of functions: the class that it is in (or ""), its line, and its text."""
        return [(holder, line, self._import_at(line)) for holder, line in self._blocks().imports]

    def annotation_at(self, line: int, name: str) -> Optional[str]:
        """The annotation of a statement ``name: annotation`` or ``self.name: annotation``, where it is on one line."""
        match = _ANNOTATED.match(self._line(line).lstrip())
        if match is None or not (match[1] == name or (match[1][:2] == "__" and name.endswith(match[1]))):
            return None
        text = match[2]
        return text if all(text.count(left) == text.count(right) for left, right in ("[]", "()", "{}")) else None

    def annotates(self, line: int, name: str) -> bool:
        """Whether a statement ``name: …`` or ``self.name: …`` begins at a line."""
        match = _BEGINS_ANNOTATED.match(self._line(line).lstrip())
        return match is not None and match[1] == name

    def doc_at(self, line: int) -> Optional[str]:
        """What documents the only assignment at a line: comments ``#:`` above or behind it, or a text below it."""
        return self._doc_at(Assignment(line, 0, True, True, True))

    def _doc_at(self, assignment: Assignment) -> Optional[str]:
        line = assignment.line
        if self._has_doc_comments:
            comment = self._comment_behind(line) if assignment.is_last else None
            if not comment and assignment.is_first:
                comment = self._comment_above(line)
            if comment:
                return comment
        below = self._blocks().texts.get(line) if assignment.is_last else None
        return self._text_at(below) if below is not None else None

    def _gives(self, assignment: Assignment, value: str) -> bool:
        """Whether the line ends with this value, behind the sign."""
        line = self._line(assignment.line)
        if value not in line:
            return False
        return _without_comment(line).rpartition("=")[2].strip() in (value, value.replace("'", '"'))

    def _is_plain(self, assignment: Assignment) -> bool:
        """Whether the line gives something that stands for itself, and is not computed."""
        given = _without_comment(self._line(assignment.line)).rpartition("=")[2].strip()
        return given in ("None", "True", "False", "...") or given[:1].isdigit()

    def _is_statement(self, assignment: Assignment) -> bool:
        """Whether it is in a block, rather than an argument of a call that goes over several lines."""
        opener = self._opener(assignment)
        return not opener or _without_comment(self._line(opener)).rstrip().endswith((":", "\\"))

    def _opener(self, assignment: Assignment) -> int:
        """The line above that is less far in: the header of the block that it is in, or the beginning of a call."""
        number = assignment.line
        indent = self._indent(number)
        while indent and number > 1:
            number -= 1
            if self._line(number).strip() and self._indent(number) < indent:
                return number
        return 0

    def _import_at(self, number: int) -> str:
        line = _without_comment(self._line(number))
        parts = [line]
        if "(" in line:
            while ")" not in line and len(parts) < _MAX_IMPORT_LINES:
                number += 1
                line = _without_comment(self._line(number))
                parts.append(line)
        while line.rstrip().endswith("\\") and len(parts) < _MAX_IMPORT_LINES:
            number += 1
            line = _without_comment(self._line(number))
            parts[-1] = parts[-1].rstrip()[:-1]
            parts.append(line)
        return " ".join(parts)

    def line_of_slot(self, cls: str, name: str) -> Optional[int]:
        """The line in which the ``__slots__`` of a class name one."""
        found = self.assignment_of(f"{cls}.__slots__")
        if found is None:
            return None
        written = (f"'{name}'", f'"{name}"')
        last = self._last_line_of(found.line)
        for number in range(found.line, last + 1):
            line = self._line(number)
            if written[0] in line or written[1] in line:
                return number
        return found.line

    def comment_at(self, line: int) -> Optional[str]:
        """The comment ``#:`` behind what stands in a line, or above it."""
        if not self._has_doc_comments:
            return None
        return self._comment_in(self._line(line)) or self._comment_above(line)

    def is_reckoned(self, name: str) -> bool:
        """Whether a name of the module is assigned what is written in numbers only."""
        return _NUMBERS.search(self.assignment(name)) is not None

    def _indent(self, number: int) -> int:
        line = self._line(number)
        return len(line) - len(line.lstrip())

    def headers_above(self, line: int) -> Iterator[tuple[int, str]]:
        """The lines that begin what a line is in, innermost first: by number, without the blanks before them."""
        indent = self._indent(line)
        while indent and line > 1:
            line -= 1
            text = self._line(line)
            if text.strip() and self._indent(line) < indent:
                indent = self._indent(line)
                yield line, text.lstrip()

    def function_around(self, line: int) -> Optional[str]:
        """The name of the innermost function that a line is in."""
        headers = (header.removeprefix("async ") for _, header in self.headers_above(line))
        found = next((header for header in headers if header.startswith("def ")), None)
        return found[len("def ") :].partition("(")[0].strip() if found is not None else None

    def bound_around(self, line: int) -> frozenset[str]:
        """The names in the headers of the functions and loops around a line, and those that are assigned in between."""
        first = line
        words: set[str] = set()
        for first, header in self.headers_above(line):  # noqa: B007
            words.update(_WORD.findall(header))
        words.update(match[1] for match in _ASSIGNED.finditer(self.lines(first, line)))
        return frozenset(words)

    @property
    def loop_names(self) -> frozenset[str]:
        """The names that its loops assign to."""
        if self._loop_names is None:
            targets = (match[1] for match in _LOOP.finditer(self.text) if self.begins_line(match.start()))
            self._loop_names = frozenset(name for target in targets for name in _WORD.findall(target))
        return self._loop_names

    def begins_line(self, position: int) -> bool:
        """Whether there is nothing but blanks before a place in the text on its line."""
        return not self.text[self.text.rfind("\n", 0, position) + 1 : position].strip(" \t")

    def _blocks(self) -> Layout:
        if self._layout is None:
            self._layout = Layout(self.text)
        return self._layout

    def lines(self, first: int, last: int) -> str:
        """The text of these lines."""
        before = self._characters_before()
        last = min(last, len(before) - 1)
        return self.text[before[first - 1] + first - 1 : before[last] + last - 1] if first <= last else ""

    def _line(self, number: int) -> str:
        before = self._characters_before()
        if not 0 < number < len(before):
            return ""
        return self.text[before[number - 1] + number - 1 : before[number] + number - 1]

    def _characters_before(self) -> list[int]:
        if self._before is None:
            self._before = [0, *accumulate(map(len, self.text.split("\n")))]
        return self._before

    def _comment_behind(self, number: int) -> Optional[str]:
        line = self._line(number)
        if _DOC_COMMENT not in line and _goes_on(line):
            line = self._line(self._last_line_of(number))
        return self._comment_in(line)

    def _comment_in(self, line: str) -> Optional[str]:
        if _DOC_COMMENT not in line:
            return None
        for match in STRING_OR_COMMENT.finditer(line):
            if match.group().startswith(_DOC_COMMENT):
                return match.group()[2:].strip()
        return None

    def _last_line_of(self, number: int) -> int:
        """The last line of the statement at a line, by how far in the following ones are."""
        indent = self._indent(number)
        last = number
        for following in range(number + 1, number + _MAX_STATEMENT_LINES):
            line = self._line(following)
            body = line.strip()
            if not body and following < len(self._characters_before()) - 1:
                continue
            if not body or (self._indent(following) <= indent and body[0] not in ")]}"):
                break
            last = following
        return last

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
        start = self._characters_before()[number - 1] + number - 1 + len(line) - len(line.lstrip())
        prefix = 0 if self.text[start] in "'\"" else 1
        match = STRING_OR_COMMENT.match(self.text, start + prefix)
        if match is None:
            return None
        try:
            found = literal_eval(self.text[start : match.end()])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
        return found if type(found) is str else None


def _last(ones: list[Assignment]) -> Assignment:
    """The last that gives a value, if any does."""
    return next((one for one in reversed(ones) if one.has_value), ones[-1])


def _without_comment(line: str) -> str:
    if "#" not in line:
        return line
    for match in STRING_OR_COMMENT.finditer(line):
        if match.group()[0] == "#":
            return line[: match.start()]
    return line


def _goes_on(line: str) -> bool:
    """Whether a statement goes on in the next line: a bracket is open, or the line says so."""
    text = STRING_OR_COMMENT.sub("", line)
    return sum(map(text.count, "([{")) > sum(map(text.count, ")]}")) or text.rstrip().endswith("\\")


def _as_written(qualname: str) -> str:
    """A qualified name as the layout has it: without what functions are called by, and not mangled."""
    if "<locals>." in qualname:
        qualname = qualname.replace("<locals>.", "")
    if "__" in qualname:
        holder, _, name = qualname.rpartition(".")
        said = holder.rpartition(".")[2].lstrip("_")
        if said and name.startswith(f"_{said}__") and not name.endswith("__"):
            return f"{holder}.{name[len(said) + 1 :]}"
    return qualname


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
