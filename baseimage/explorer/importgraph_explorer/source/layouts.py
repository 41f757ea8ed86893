"""Where the classes and functions of a file begin and end, and what is assigned outside of functions.

By one pass over the lines and without a parser.
"""

from __future__ import annotations

import re
from typing import Final, Optional

from .targets import Assignment, names_in, names_in_header, targets_of

# Strings and comments, so that what looks like a block in them isn't taken for one. The ends of long strings are looked
# for first without regard to backslashes, which is faster; where one stands right before the end, the next try decides.
STRING_OR_COMMENT: Final = re.compile(
    r'"""[^"]*(?:"(?!"")[^"]*)*(?<!\\)"""'
    r"|'''[^']*(?:'(?!'')[^']*)*(?<!\\)'''"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|\#[^\n]*",
    re.S,
)
_STRINGS_AND_COMMENTS: Final = re.compile(f"({STRING_OR_COMMENT.pattern})", re.S)
_DEFINITION: Final = re.compile(r"(?:async[ \t]+)?(def|class)[ \t]+([^\W\d]\w*)")
# A statement of a module's or a class's body that gives a name a value or a type.
_ASSIGNMENT: Final = re.compile(r"[^\W\d]\w*[ \t]*(?::(?!=)|=(?!=)|(?:,[^=:()]*)=(?!=))")
# ``type X = …``, ``type X[T] = …`` (PEP 695).
_TYPE_STATEMENT: Final = re.compile(r"type[ \t]+([^\W\d]\w*)[ \t]*(?:\[|=(?!=))")
# The end of several names, one a line, that a value is unpacked into.
_UNPACKED: Final = re.compile(r"[)\]][ \t]*=(?!=)")
_MOST_UNPACKED_LINES: Final = 200
_QUOTES: Final = ("'", '"')
_CLOSING: Final = ")]}"
_MOST_ASSIGNMENTS: Final = 1000
_BEGINS_TEXT: Final = "'\"rRuU"
# What is looked at of a function: decorators, definitions and texts.
_SEEN_IN_FUNCTIONS: Final = (
    *("@", "def", "class", "async", *_QUOTES),
    *(f"{prefix}{quote}" for prefix in "rRuU" for quote in _QUOTES),
)
_BEGINS_SEEN: Final = "".join({text[0] for text in _SEEN_IN_FUNCTIONS})
FOR_TYPING: Final = "TYPE_CHECKING"
_SAYS_MORE: Final = re.compile(rf"{_DEFINITION.pattern}|{_ASSIGNMENT.pattern}|type[ \t]")


class Block:
    """A class or function in a file: its lines from the first decorator to the last of its body, counted from 1."""

    __slots__ = ("end", "first", "indent", "is_class", "qualname", "start")

    def __init__(self, qualname: str, first: int, start: int, indent: int, is_class: bool) -> None:
        self.qualname = qualname
        self.is_class = is_class
        self.first = first
        self.start = start
        self.indent = indent
        self.end = start


class TypingBlock:
    """An ``if TYPE_CHECKING:`` in the body of a module or of the class ``holder``, from its first line to its last."""

    __slots__ = ("end", "first", "holder", "indent", "says_more")

    def __init__(self, holder: str, first: int, indent: int) -> None:
        self.holder = holder
        self.first = first
        self.indent = indent
        self.end = first
        # Whether there is anything in it but imports.
        self.says_more = False


class _TypingBlocks:
    """Collects those of a file that hold more than imports."""

    def __init__(self) -> None:
        self.blocks: list[TypingBlock] = []
        self._open: Optional[TypingBlock] = None

    @property
    def is_open(self) -> bool:
        """Whether the statements that follow may be in one."""
        return self._open is not None

    def begin(self, block: TypingBlock) -> None:
        """A statement begins such a block, which may be within another one."""
        self._open = self._open or block

    def see(self, body: str, indent: int, last: int) -> None:
        """A further statement: it may end the open block, at the ``last`` line before it, or be in it."""
        block = self._open
        if block is None:
            return
        if indent > block.indent:
            block.says_more = block.says_more or body[0] == "@" or _SAYS_MORE.match(body) is not None
        elif indent < block.indent or not body.startswith(("else", "elif")):
            block.end = last
            self._open = None
            if block.says_more:
                self.blocks.append(block)


class Layout:
    """The blocks of a file, and the assignments in its module's and classes' bodies."""

    def __init__(self, text: str) -> None:
        self.by_line: dict[int, Block] = {}
        self.by_name: dict[str, list[Block]] = {}
        # Qualified name → its assignments, in the order of the file.
        self.assigned: dict[str, list[Assignment]] = {}
        # Qualified name → the last header of a block that assigns to it: of a loop, of ``with``.
        self.headers: dict[str, Assignment] = {}
        # Of each ``from … import`` outside of functions: the class that it is in (or ""), and its line.
        self.imports: list[tuple[str, int]] = []
        # Line of a statement → line of the text that stands alone below it.
        self.texts: dict[int, int] = {}
        self._typing = _TypingBlocks()
        self._read(text)
        self.typing = self._typing.blocks

    def _add(self, block: Block) -> None:
        self.by_line[block.start] = block
        self.by_line.setdefault(block.first, block)
        self.by_name.setdefault(block.qualname, []).append(block)

    def _read(self, text: str) -> None:
        open_blocks: list[Block] = []
        decorated: dict[int, int] = {}
        last = 0
        # How far in the function's lines are, where the last block that is open is one.
        function: Optional[int] = None
        masked = _masked(text)
        has_tabs = "\t" in masked
        has_typing = FOR_TYPING in masked
        lines = masked.split("\n")
        for number, line in enumerate(lines, 1):
            body = line.lstrip()
            if not body:
                continue
            letter = body[0]
            if letter in _CLOSING:
                # The end of an expression that began further up, wherever it stands.
                last = number
                self._unpack(lines, number, body, open_blocks)
                continue
            indent = len(line) - len(body)
            if has_tabs and "\t" in line[:indent]:
                indent = _indent(line)
            if (
                function is not None
                and indent > function
                and not decorated
                and (letter not in _BEGINS_SEEN or not body.startswith(_SEEN_IN_FUNCTIONS))
            ):
                # As most are.
                last = number
                continue
            while open_blocks and open_blocks[-1].indent >= indent:
                open_blocks.pop().end = last
            function = open_blocks[-1].indent if open_blocks and not open_blocks[-1].is_class else None
            if has_typing and (letter == "i" or self._typing.is_open):
                self._look_for_typing(body, indent, number, last, open_blocks)
            last = number
            if letter in _BEGINS_TEXT and _is_text(body):
                documented = _statement_above(lines, number, indent)
                if documented is not None:
                    self.texts[documented] = number
                continue
            if letter == "@":
                decorated.setdefault(indent, number)
                continue
            first = decorated.pop(indent, number) if decorated else number
            match = _DEFINITION.match(body) if letter in "acd" else None
            if match is not None:
                qualname = f"{open_blocks[-1].qualname}.{match[2]}" if open_blocks else match[2]
                block = Block(qualname, first, number, indent, match[1] == "class")
                self._add(block)
                open_blocks.append(block)
                function = None if block.is_class else indent
            elif not open_blocks or open_blocks[-1].is_class:
                holder = open_blocks[-1].qualname if open_blocks else ""
                if letter == "f" and body.startswith("from"):
                    self.imports.append((holder, number))
                self._assign(body, number, indent, holder)
        for block in open_blocks:
            block.end = last
        self._typing.see("", -1, last)

    def _look_for_typing(self, body: str, indent: int, number: int, last: int, open_blocks: list[Block]) -> None:
        self._typing.see(body, indent, last)
        if body.startswith("if") and FOR_TYPING in body and (not open_blocks or open_blocks[-1].is_class):
            self._typing.begin(TypingBlock(open_blocks[-1].qualname if open_blocks else "", number, indent))

    def _assign(self, body: str, number: int, indent: int, holder: str) -> None:
        alias = _TYPE_STATEMENT.match(body) if body[0] == "t" else None
        if alias is not None:
            found = [(alias[1], Assignment(number, indent, True, True, True))]
        elif "=" in body or ":" in body:
            found = targets_of(body, number, indent)
            for name in names_in_header(body) if body[0] in "fwie" else ():
                # What documents a block documents none of its names.
                self.headers[f"{holder}.{name}" if holder else name] = Assignment(number, indent, True, False, False)
        else:
            return
        self._add_assignments(found, holder)

    def _unpack(self, lines: list[str], number: int, body: str, open_blocks: list[Block]) -> None:
        """A line that ends brackets: they may be around names, one a line, that a value is unpacked into."""
        if _UNPACKED.match(body) is None or (open_blocks and not open_blocks[-1].is_class):
            return
        holder = open_blocks[-1].qualname if open_blocks else ""
        indent = _indent(lines[number - 1])
        for above in range(number - 1, max(number - _MOST_UNPACKED_LINES, 0), -1):
            line = lines[above - 1]
            if line.strip() and _indent(line) <= indent:
                if line.lstrip()[0] in "([":
                    targets = " ".join(lines[above - 1 : number - 1])
                    assignment = Assignment(above, indent, True, True, True)
                    self._add_assignments([(name, assignment) for name in names_in(targets)], holder)
                return

    def _add_assignments(self, found: list[tuple[str, Assignment]], holder: str) -> None:
        for name, assignment in found:
            qualname = f"{holder}.{name}" if holder else name
            known = self.assigned.get(qualname)
            if known is None:
                self.assigned[qualname] = [assignment]
            # What is further in may be an argument of a call that goes over several lines.
            elif len(known) < _MOST_ASSIGNMENTS:
                known.append(assignment)


def _indent(line: str) -> int:
    start = line[: len(line) - len(line.lstrip())]
    return len(start.expandtabs(8)) if "\t" in start else len(start)


def _statement_above(lines: list[str], number: int, indent: int) -> Optional[int]:
    """The statement that a text documents which stands alone at a line: the one before it, as far in as it is."""
    for above in range(number - 1, 0, -1):
        line = lines[above - 1]
        body = line.lstrip()
        if body and body[0] not in _CLOSING:
            found = _indent(line)
            if found <= indent:
                return above if found == indent and not _is_text(body) else None
    return None


def _is_text(body: str) -> bool:
    """Whether a statement, from its first letter on, is nothing but a string."""
    start = body[0] in "rRuU"
    if body[start : start + 1] not in _QUOTES:
        return False
    statement = body.rstrip()
    match = STRING_OR_COMMENT.match(statement, int(start))
    return match is not None and match.end() == len(statement)


def _masked(text: str) -> str:
    """The text without comments, and with lines in strings that look like those of an expression that goes on."""
    # What lies between the matches, and the matches.
    pieces = _STRINGS_AND_COMMENTS.split(text)
    pieces[1::2] = [
        "" if piece[0] == "#" else piece if "\n" not in piece else "''" + "\n)" * piece.count("\n")
        for piece in pieces[1::2]
    ]
    return "".join(pieces)
