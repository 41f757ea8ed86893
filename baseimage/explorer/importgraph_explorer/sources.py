"""What the text of a source file tells, by one pass over its lines and without a parser."""

from __future__ import annotations

import re
from ast import literal_eval
from itertools import accumulate
from typing import Final, Optional

_MAX_FILE_BYTES: Final = 10_000_000
_MAX_COMMENT_LINES: Final = 200

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
_STRINGS_AND_COMMENTS: Final = re.compile(f"({_STRING_OR_COMMENT.pattern})", re.S)
_DEFINITION: Final = re.compile(r"(?:async[ \t]+)?(def|class)[ \t]+([^\W\d]\w*)")


# A module that says one of these words may hold values that are different in every run.
_VARYING: Final = re.compile(
    r"\b(?:random|uuid\d?|urandom|secrets|getrandbits|token_\w+|getpid|time|time_ns|now|utcnow|today|monotonic|perf_counter"
    r"|gethostname|getnode|platform|mkdtemp|mkstemp|tempfile|id|hash|set|frozenset|object)\s*[.(]"
)
# A statement of a module's or a class's body that gives a name a value or a type.
_ASSIGNMENT: Final = re.compile(r"([^\W\d]\w*)[ \t]*(?::(?!=)|=(?!=)|(?:,[^=:()]*)=(?!=))")
_ANNOTATED: Final = re.compile(r"(?:[^\W\d]\w*\.)?([^\W\d]\w*)[ \t]*:[ \t]*([^=#\n]*[^=#\s])[ \t]*(?:=|\#|$)")
_DOC_COMMENT: Final = "#:"
_QUOTES: Final = ("'", '"')
_FOR_TYPING: Final = "TYPE_CHECKING"
_SAYS_MORE: Final = re.compile(rf"{_DEFINITION.pattern}|{_ASSIGNMENT.pattern}|type[ \t]")
# Begins with what is searched for fastest; whether it begins a line is seen afterwards.
_LOOP: Final = re.compile(r"for[ \t]+([^\n:]*?)[ \t]+in\b")
# A calculation with numbers, in any base.
_NUMBERS: Final = re.compile(r"=[-+~(\s]*\d[\da-fA-FoxOX_\s()*/%<>|&^~+-]*(?:#|$)")
_WORD: Final = re.compile(r"[^\W\d]\w*")


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


class SourceFile:
    """A file's text and its blocks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._loop_names: Optional[frozenset[str]] = None
        self._may_vary: Optional[bool] = None
        self._has_overloads: Optional[bool] = None
        self._has_doc_comments = _DOC_COMMENT in text
        self._layout: Optional[_Layout] = None
        self._lines: Optional[list[str]] = None
        # Of each line, where it begins in the text.
        self._starts: list[int] = []

    def block_at(self, line: int) -> Optional[Block]:
        """The block that begins at this line, by its ``def`` or ``class`` or the first of its decorators."""
        return self._blocks().by_line.get(line)

    def blocks_named(self, qualname: str) -> list[Block]:
        """The blocks with this qualified name, in the order of the file."""
        return self._blocks().by_name.get(qualname, [])

    @property
    def has_overloads(self) -> bool:
        """Whether it speaks of overloads at all."""
        if self._has_overloads is None:
            self._has_overloads = "overload" in self.text
        return self._has_overloads

    def typing_blocks(self) -> list[TypingBlock]:
        """What is only there for type checkers, and more than imports."""
        return self._blocks().typing if _FOR_TYPING in self.text else []

    def assignment_line(self, qualname: str) -> Optional[int]:
        """Where a name of the module, or of a class in it, first gets a value or a type."""
        found = self._blocks().assigned.get(qualname)
        return found[1] if found is not None else None

    def annotation_at(self, line: int, name: str) -> Optional[str]:
        """The annotation of a statement ``name: annotation`` or ``self.name: annotation``, where it is on one line."""
        match = _ANNOTATED.match(self._line(line).lstrip())
        if match is None or match[1] != name:
            return None
        text = match[2]
        return text if all(text.count(left) == text.count(right) for left, right in ("[]", "()", "{}")) else None

    def doc_at(self, line: int) -> Optional[str]:
        """What documents the assignment at a line: comments ``#:`` above or behind it, or a text below it."""
        if self._has_doc_comments:
            comment = self._comment_behind(line) or self._comment_above(line)
            if comment:
                return comment
        below = self._blocks().texts.get(line)
        return self._text_at(below) if below is not None else None

    @property
    def may_vary(self) -> bool:
        """Whether something in it may give another value in every run: clocks, chance, addresses, the order of sets."""
        if self._may_vary is None:
            self._may_vary = _VARYING.search(self.text) is not None
        return self._may_vary

    def is_joined(self, name: str) -> bool:
        """Whether a name of the module is assigned a text that is joined from others, in whatever order they come."""
        line = self.assignment_line(name)
        return line is not None and ".join(" in self._line(line)

    def is_reckoned(self, name: str) -> bool:
        """Whether a name of the module is assigned what is written in numbers only."""
        line = self.assignment_line(name)
        return line is not None and _NUMBERS.search(self._line(line)) is not None

    @property
    def loop_names(self) -> frozenset[str]:
        """The names that its loops assign to."""
        if self._loop_names is None:
            targets = (match[1] for match in _LOOP.finditer(self.text) if self._begins_line(match.start()))
            self._loop_names = frozenset(name for target in targets for name in _WORD.findall(target))
        return self._loop_names

    def _begins_line(self, position: int) -> bool:
        return not self.text[self.text.rfind("\n", 0, position) + 1 : position].strip(" \t")

    def _blocks(self) -> _Layout:
        if self._layout is None:
            self._layout = _Layout(self.text)
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
        for match in _STRING_OR_COMMENT.finditer(line):
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
            self._starts = [0, *accumulate(len(text) + 1 for text in self._lines or [])]
        start = self._starts[number - 1] + len(line) - len(line.lstrip())
        prefix = 0 if self.text[start] in "'\"" else 1
        match = _STRING_OR_COMMENT.match(self.text, start + prefix)
        if match is None:
            return None
        try:
            found = literal_eval(self.text[start : match.end()])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
        return found if type(found) is str else None


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


class _Layout:
    """The blocks of a file, and the assignments in its module's and classes' bodies."""

    def __init__(self, text: str) -> None:
        self.by_line: dict[int, Block] = {}
        self.by_name: dict[str, list[Block]] = {}
        # Qualified name → indentation and line of its first assignment.
        self.assigned: dict[str, tuple[int, int]] = {}
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
        # Of the statements around the line: indentation, and number.
        depths: list[int] = []
        statements: list[int] = []
        last = 0
        masked = _masked(text)
        has_tabs = "\t" in masked
        has_typing = _FOR_TYPING in masked
        for number, line in enumerate(masked.split("\n"), 1):
            body = line.lstrip()
            if not body:
                continue
            letter = body[0]
            if letter in ")]}":
                # The end of an expression that began further up, wherever it stands.
                last = number
                continue
            indent = len(line) - len(body)
            if has_tabs and "\t" in line[:indent]:
                indent = len(line[:indent].expandtabs(8))
            while open_blocks and open_blocks[-1].indent >= indent:
                open_blocks.pop().end = last
            if has_typing and (letter == "i" or self._typing.is_open):
                self._look_for_typing(body, indent, number, last, open_blocks)
            last = number
            while depths and depths[-1] > indent:
                depths.pop()
                statements.pop()
            is_next = bool(depths) and depths[-1] == indent
            if (letter in "'\"" or (letter in "rRuU" and body[1:2] in _QUOTES)) and _is_text(body.rstrip()):
                if is_next:
                    depths.pop()
                    self.texts[statements.pop()] = number
                continue
            if is_next:
                statements[-1] = number
            else:
                depths.append(indent)
                statements.append(number)
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
            elif not open_blocks or open_blocks[-1].is_class:
                self._assign(body, (indent, number), open_blocks)
        for block in open_blocks:
            block.end = last
        self._typing.see("", -1, last)

    def _look_for_typing(self, body: str, indent: int, number: int, last: int, open_blocks: list[Block]) -> None:
        self._typing.see(body, indent, last)
        if body.startswith("if") and _FOR_TYPING in body and (not open_blocks or open_blocks[-1].is_class):
            self._typing.begin(TypingBlock(open_blocks[-1].qualname if open_blocks else "", number, indent))

    def _assign(self, body: str, at: tuple[int, int], open_blocks: list[Block]) -> None:
        match = _ASSIGNMENT.match(body)
        if match is not None:
            name = f"{open_blocks[-1].qualname}.{match[1]}" if open_blocks else match[1]
            known = self.assigned.get(name)
            # What is further in may be an argument of a call that goes over several lines.
            if known is None or at[0] < known[0]:
                self.assigned[name] = at


def _is_text(statement: str) -> bool:
    """Whether a statement is nothing but a string."""
    start = 1 if statement[0] in "rRuU" else 0
    match = _STRING_OR_COMMENT.match(statement, start)
    return match is not None and match.end() == len(statement) and match.group()[0] != "#"


def _masked(text: str) -> str:
    """The text without comments, and with lines in strings that look like those of an expression that goes on."""
    # What lies between the matches, and the matches.
    pieces = _STRINGS_AND_COMMENTS.split(text)
    pieces[1::2] = [
        "" if piece[0] == "#" else piece if "\n" not in piece else "''" + "\n)" * piece.count("\n")
        for piece in pieces[1::2]
    ]
    return "".join(pieces)


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
