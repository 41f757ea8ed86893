"""The code of notebooks, cell by cell."""

from __future__ import annotations

import ast
import json
import re
from typing import Any, Final, NamedTuple

from ..scan.reading.files import SourceError

MAX_CELLS: Final = 10_000
# What IPython takes before it is Python: `%time`, `!ls`, `thing?`.
_MAGIC: Final = re.compile(r"^\s*[%!]|^\s*\?{1,2}[\w.]+\s*$|^\s*[\w.]+\?{1,2}\s*$|^\s*[\w, ]+=\s*[%!]")
# Cells that are Python all the same.
_PYTHON_CELLS: Final = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "pypy"})


class Notebook(NamedTuple):
    """The cells that are Python as one source, and where each of its lines stands."""

    text: str
    # By line, from 0: the number of the cell and of the line in it, from 1.
    places: list[tuple[int, int]]
    # What is wrong with a cell: its number and why.
    problems: list[tuple[int, str]]


def read_notebook(content: bytes) -> Notebook:
    """Read a notebook (nbformat 3 and 4).

    Raises SourceError for what is none.
    """
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SourceError("NoNotebook", f"this is no JSON: {error}") from None
    found = Notebook("", [], [])
    lines: list[str] = []
    for number, cell in enumerate(_cells(document), 1):
        text = _python_in(cell)
        wrong = None if text is None else _what_is_wrong(text)
        if text is not None and wrong is not None:
            # What begins with a magic may also go on what the line before began.
            text = _without_magics(text)
            wrong = _what_is_wrong(text)
        if wrong is not None:
            found.problems.append((number, wrong))
        if text is None or wrong is not None:
            continue
        own = text.split("\n")
        lines += own
        found.places.extend((number, line) for line in range(1, len(own) + 1))
    return found._replace(text="\n".join(lines) + "\n")


def _cells(document: Any) -> list[dict[str, Any]]:
    if type(document) is not dict:
        raise SourceError("NoNotebook", "this is no notebook: it is no JSON object")
    sheets = document.get("worksheets")
    cells = document.get("cells")
    if cells is None and type(sheets) is list:
        cells = [cell for sheet in sheets if type(sheet) is dict for cell in sheet.get("cells") or ()]
    if type(cells) is not list or not all(type(cell) is dict for cell in cells):
        raise SourceError("NoNotebook", "this is no notebook: it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise SourceError("TooManyCells", f"the notebook has more than {MAX_CELLS} cells")
    return cells


def _python_in(cell: dict[str, Any]) -> str | None:
    """The Python of a code cell, line by line; None where it has none."""
    source = cell.get("source", cell.get("input"))
    if type(source) is list and all(type(part) is str for part in source):
        source = "".join(source)
    if cell.get("cell_type") != "code" or type(source) is not str:
        return None
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and first[2:].partition(" ")[0] not in _PYTHON_CELLS:
        return None
    return "\n".join(lines)


def _what_is_wrong(text: str) -> str | None:
    try:
        ast.parse(text, "<cell>")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return getattr(error, "msg", None) or str(error) or type(error).__name__
    return None


def _without_magics(text: str) -> str:
    """The cell with a `pass` in place of each magic; what goes on an open bracket is none."""
    lines = []
    depth = 0
    for line in text.split("\n"):
        if depth <= 0 and _MAGIC.match(line) is not None:
            # A block may hold nothing else.
            lines.append(line[: len(line) - len(line.lstrip())] + "pass")
        else:
            lines.append(line)
            depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
    return "\n".join(lines)
