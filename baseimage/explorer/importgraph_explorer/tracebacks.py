"""The way to an error, as Python would print it, but for the lines of code: for a person, and not for the shard."""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Optional

from . import raw
from .texts import Machine, error_text

_OF_ERRORS: Final = BaseException.__dict__
_traceback_of = _OF_ERRORS["__traceback__"].__get__
_cause_of = _OF_ERRORS["__cause__"].__get__
_context_of = _OF_ERRORS["__context__"].__get__
_hides_context = _OF_ERRORS["__suppress_context__"].__get__
_arguments_of = _OF_ERRORS["args"].__get__

_BY_CAUSE: Final = "The above exception was the direct cause of the following exception:"
_IN_BETWEEN: Final = "During handling of the above exception, another exception occurred:"

# What is kept of each is its end, where it went wrong.
_FRAMES: Final = 20
_ERRORS: Final = 5
_FILE_CHARACTERS: Final = 300
_NAME_CHARACTERS: Final = 100
TRACEBACK_CHARACTERS: Final = 8000

# Files of the import system, and of the explorer.
_UNTOLD: Final = ("<frozen importlib", importlib.__file__, __file__.rpartition("/")[0] + "/")


def traceback_text(error: BaseException, said: str, machine: Machine) -> str:
    """The last frames of an error and of those that led to it, with paths as in the shard; runs no code of theirs.

    ``said`` is what the error says of itself.
    """
    parts = deque([_one(error, said, machine)])
    seen = {id(error)}
    for link, earlier in _earlier(error):
        if id(earlier) in seen or len(seen) == _ERRORS:
            break
        seen.add(id(earlier))
        parts.appendleft(f"{_one(earlier, _said(earlier), machine)}\n\n{link}\n")
    return "\n".join(parts)[-TRACEBACK_CHARACTERS:]


def _earlier(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """The errors that led to this one, the latest first, each with how; there may be no end to them."""
    current: Optional[BaseException] = error
    while current is not None:
        cause = _cause_of(current)
        link = _IN_BETWEEN if cause is None else _BY_CAUSE
        if cause is None and not _hides_context(current):
            cause = _context_of(current)
        if cause is not None:
            yield (link, cause)
        current = cause


def _one(error: BaseException, said: str, machine: Machine) -> str:
    frames = deque(_frames(_traceback_of(error)), _FRAMES + 1)
    lines = [
        f'  File "{_path(file, machine)}", line {line}, in {name[:_NAME_CHARACTERS]}' for file, line, name in frames
    ]
    if len(lines) > _FRAMES:
        lines[0] = "  ..."
    head = ["Traceback (most recent call last):"] if lines else []
    name = raw.class_name(type(error))[:_NAME_CHARACTERS]
    message = machine.message(said)
    return "\n".join([*head, *lines, f"{name}: {message}" if message else name])


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int | None, str]]:
    """File, line and function of each frame, without those of Python's import system and ours."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file, name = code.co_filename, code.co_name
        if type(file) is not str or type(name) is not str:
            yield ("?", traceback.tb_lineno, "?")
        elif not file.startswith(_UNTOLD):
            yield (file, traceback.tb_lineno, name)
        traceback = traceback.tb_next


def _path(file: str, machine: Machine) -> str:
    return machine.message(file[:_FILE_CHARACTERS])


def _said(error: BaseException) -> str:
    """What an error says of itself where finding that out runs no code of a package."""
    owner = next(cls for cls in raw.class_mro(type(error)) if "__str__" in raw.class_dict(cls))
    is_plain = all(type(argument) in (str, int, type(None)) for argument in _arguments_of(error))
    return error_text(error) if is_plain and not raw.is_heap_type(owner) else ""
