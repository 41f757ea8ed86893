"""Source files without what their functions do and what their classes hold, which takes most of the time to read."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# A string, a comment, or the first sign of a line that is indented by nothing. Strings hold such lines too.
_TOKEN: Final = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|#[^\n]*"
    r"|^(?P<keyword>(?:async[ \t]+)?def|class)[ \t]+(?P<name>\w+)"
    r"|^[^\s\"'#)\]}]",
    re.DOTALL | re.MULTILINE,
)
_COMMENTS_AT_END: Final = re.compile(r"(?:^(?:#[^\n]*)?\n)+\Z", re.MULTILINE)


class Outline(NamedTuple):
    """What is left of a file, each line where it was, and the whole text of classes by the line of their name."""

    text: str
    classes: dict[int, str]


def outline(text: str) -> Outline:
    """Leave of functions and classes at the top of a file only their names.

    ``text`` is Python, with line feeds. If what is left is not, this can't be told of the file.
    """
    kept: list[str] = []
    classes: dict[int, str] = {}
    line, done = 1, 0
    starts = [found for found in _TOKEN.finditer(text) if _begins_statement(found)]
    for found, end in zip(starts, [*(after.start() for after in starts[1:]), len(text)]):
        if found["keyword"] is None:
            continue
        before = text[done : found.start()]
        line += before.count("\n")
        comments = _COMMENTS_AT_END.search(text, found.start(), end) if "#:" in text else None
        done = comments.start() if comments is not None else end
        whole = text[found.start() : done]
        lines = whole.count("\n")
        if found["keyword"] == "class":
            classes[line] = whole
            stub = f"class {found['name']}: ..."
        else:
            stub = f"def {found['name']}(): ..."
        kept += [before, stub, "\n" * lines]
        line += lines
    return Outline("".join([*kept, text[done:]]), classes)


def _begins_statement(found: re.Match[str]) -> bool:
    """Whether it is no comment, and nothing stands before it in its line."""
    start = found.start()
    return (start == 0 or found.string[start - 1] == "\n") and found.string[start] != "#"
