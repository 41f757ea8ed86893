"""What the loops of a module go through that give its names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final, Optional

from .fragments import gone_through_by
from .sources import SourceFile

_LOOPS: Final = re.compile(r"^[ \t]*(?:async[ \t]+)?for\b([^\n:]*?)\bin\b([^\n:]*).*$", re.M)
_AT_MARGIN: Final = re.compile(r"^[^\s#)\]}]", re.M)
_WORD: Final = re.compile(r"[^\W\d]\w*")


def loops_above(source: SourceFile, line: int) -> list[Optional[ast.expr]]:
    """What the loops go through in whose bodies a line is; None where that can't be read."""
    headers = (header for _, header in source.headers_above(line))
    return [gone_through_by(header) for header in headers if header.startswith(("for ", "async for "))]


def loops_over(source: SourceFile, name: str) -> list[Optional[ast.expr]]:
    """What the loops outside of functions go through that give a name; None where they can't be found."""
    headers = [match for match in _LOOPS.finditer(source.text) if name in _WORD.findall(match[1])]
    return [gone_through_by(match[0]) for match in headers if _is_run_once(source, match)] if headers else [None]


def outer_loops(source: SourceFile) -> Iterator[tuple[ast.expr, str]]:
    """What the loops go through that nothing is around, each with the text of its body."""
    for match in _LOOPS.finditer(source.text):
        loop = gone_through_by(match[0]) if not match[0][:1].isspace() else None
        if loop is not None:
            end = _AT_MARGIN.search(source.text, match.end())
            yield loop, source.text[match.end(2) : end.start() if end is not None else None]


def _is_run_once(source: SourceFile, header: re.Match[str]) -> bool:
    return source.function_around(source.text.count("\n", 0, header.start()) + 1) is None
