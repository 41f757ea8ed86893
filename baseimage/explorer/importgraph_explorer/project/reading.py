"""Reads the sources of a project that come in, and writes what they take of others, as JSON Lines."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any, Callable, Final

from ..installed.ownership import standard_modules
from ..scan.reading.files import SourceError, decoded, parsed, with_deep_stack
from .notebooks import read_notebook
from .places import PlaceReader
from .recording import Cells, source_records

PROTOCOL: Final = 1
_BUFFER_CHARACTERS: Final = 1 << 16
# Statements that only Python 2 has, as they begin lines.
_PYTHON_2: Final = re.compile(
    r"^\s*(?:print\s+[\"'\w%(]|print\s*>>|exec\s+[\"'\w]|raise\s+\w[\w.]*\s*,|except\s+[\w.()\s,]+,\s*\w+\s*:)|\b0\d+\b|<>|\bur[\"']",
    re.MULTILINE,
)


class ProjectJobError(Exception):
    """What came in is not a job that this explorer understands."""


def read_project(job_text: bytes, write: Callable[[str], None]) -> None:
    """Read all sources of a job, one after the other.

    Raises ProjectJobError.
    """
    sources = _checked(job_text)
    with_deep_stack(lambda: _read_all(sources, write))


def _read_all(sources: list[dict[str, Any]], write: Callable[[str], None]) -> None:
    waiting: list[str] = []
    characters = 0
    for record in _records(sources):
        text = json.dumps(record, separators=(",", ":"))
        waiting.append(text)
        characters += len(text)
        if characters >= _BUFFER_CHARACTERS:
            write("\n".join(waiting) + "\n")
            waiting, characters = [], 0
    write("\n".join(waiting) + "\n")


def _records(sources: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield {"record": "start", "protocol": PROTOCOL, "library": sorted(standard_modules())}
    for source in sources:
        yield {"record": "source", "file": source["file"]}
        try:
            yield from _of_source(source)
        except SourceError as error:
            yield {"record": "problem", "error": error.error, "message": str(error)}
        except RecursionError:
            yield {"record": "problem", "error": "RecursionError", "message": "the source nests too deep"}
    yield {"record": "end", "sources": len(sources)}


def _of_source(source: dict[str, Any]) -> Iterator[dict[str, Any]]:
    try:
        content = base64.b64decode(source["content"], validate=True)
    except binascii.Error as error:
        raise SourceError("NoContent", str(error)) from None
    cells: Cells = None
    if source["file"].endswith(".ipynb"):
        notebook = read_notebook(content)
        text, cells = notebook.text, notebook.places
        for number, message in notebook.problems:
            yield {"record": "problem", "error": "SyntaxError", "message": f"cell {number}: {message}"}
    else:
        text = decoded(content)
    try:
        tree = parsed(text).tree
    except SourceError as error:
        if error.error in ("SyntaxError", "IndentationError", "TabError") and _PYTHON_2.search(text) is not None:
            raise SourceError("Python2", f"it is written for Python 2: {error}") from None
        raise
    reader = PlaceReader(source["module"], source["package"], text, tree)
    found = reader.read_places()
    for _, kind, message in reader.problems():
        yield {"record": "problem", "error": kind, "message": message}
    yield from source_records(found, cells)


def _checked(text: bytes) -> list[dict[str, Any]]:
    try:
        job = json.loads(text)
    except ValueError as error:
        raise ProjectJobError(f"the job is not JSON: {error}") from error
    if not isinstance(job, dict) or job.get("protocol") != PROTOCOL:
        raise ProjectJobError(f"expected a job of protocol {PROTOCOL}")
    sources = job.get("sources")
    if not isinstance(sources, list) or not all(_is_source(one) for one in sources):
        raise ProjectJobError("expected sources to be a list, each with a file, a module and its content")
    return sources


def _is_source(one: object) -> bool:
    return (
        isinstance(one, dict)
        and all(isinstance(one.get(key), str) for key in ("file", "module", "content"))
        and isinstance(one.get("package"), bool)
    )
