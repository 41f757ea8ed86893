"""The way to an error, as Python would print it, but for the lines of code: for a person, and not for the shard."""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Iterator
from opcode import opmap
from types import ModuleType, TracebackType
from typing import Final, Optional

from ..installed.ownership import standard_modules
from ..looking import raw
from ..looking.instructions import instructions_of
from ..wire.texts import Machine, error_text

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
_REASONS: Final = 50
_FILE_CHARACTERS: Final = 300
_NAME_CHARACTERS: Final = 100
TRACEBACK_CHARACTERS: Final = 8000

_RAISE: Final = bytes([opmap["RAISE_VARARGS"]])

_LOADS: Final = frozenset({"LOAD_NAME", "LOAD_GLOBAL"})
_PLAIN: Final = frozenset({str, int, bool, type(None)})
# What a module has from the beginning, and that says nothing of others.
_GIVEN: Final = frozenset({"__name__", "__file__", "__package__", "__doc__", "__spec__", "__loader__"})

# Files of the import system, and of the explorer.
_UNTOLD: Final = ("<frozen importlib", importlib.__file__, __file__.rpartition("/importing/")[0] + "/")


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
        parts.appendleft(f"{_one(earlier, said_plainly(earlier), machine)}\n\n{link}\n")
    return "\n".join(parts)[-TRACEBACK_CHARACTERS:]


def root_of(error: BaseException) -> BaseException:
    """The error that this one stands for, as far back as that is known; runs no code of theirs.

    It is known of what it was raised from, and of what was caught where it was raised. An error that came up while
    another one was handled need not have to do with that one.
    """
    seen = {id(error)}
    while len(seen) < _REASONS:
        cause = _cause_of(error)
        if cause is None:
            context = _context_of(error)
            cause = context if context is not None and _stands_for(error, context) else None
        if cause is None or id(cause) in seen:
            break
        seen.add(id(cause))
        error = cause
    return error


def is_of_itself(error: BaseException, module: str) -> bool:
    """Whether a module failed in its own body, before that had used anything which may have come from others.

    Then it fails so whatever else has been imported: of names that it had bound it had asked for none but modules of
    the standard library, and those only for what is as plain as ``sys.platform``.
    """
    last = _traceback_of(error)
    if last is None or _cause_of(error) is not None or _context_of(error) is not None:
        return False
    while last.tb_next is not None:
        last = last.tb_next
    code, names = last.tb_frame.f_code, last.tb_frame.f_globals
    if code.co_name != "<module>" or type(names) is not dict or names.get("__name__") != module:
        return False
    library: Optional[ModuleType] = None
    for operation, value, offset in instructions_of(code):
        if offset > last.tb_lasti:
            break
        if operation == "EXTENDED_ARG":
            continue
        if library is not None:
            if operation != "LOAD_ATTR" or type(raw.module_dict(library).get(value)) not in _PLAIN:
                return False
            library = None
        elif value == "__import__" or (offset == last.tb_lasti and operation.startswith("IMPORT_")):
            return False
        elif operation in _LOADS and value in names and value not in _GIVEN:
            library = names[value]
            if not _is_of_library(library):
                return False
    return True


def _is_of_library(value: object) -> bool:
    name = raw.module_dict(value).get("__name__") if type(value) is ModuleType else None
    return type(name) is str and name.partition(".")[0] in standard_modules()


def _stands_for(error: BaseException, caught: BaseException) -> bool:
    """Whether an error was raised on purpose by the very code that had caught another one."""
    last, outermost = _traceback_of(error), _traceback_of(caught)
    if last is None or outermost is None:
        return False
    while last.tb_next is not None:
        last = last.tb_next
    if last.tb_frame is not outermost.tb_frame:
        return False
    position = last.tb_lasti
    # Tracebacks can be made by hand, with any position.
    is_raised = last.tb_frame.f_code.co_code[position : position + 1] == _RAISE
    # By a call in that very code nothing but sys.exit raises it.
    return is_raised or type(error) is SystemExit


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


def said_plainly(error: BaseException) -> str:
    """What an error says of itself where finding that out runs no code of a package."""
    owner = next(cls for cls in raw.class_mro(type(error)) if "__str__" in raw.class_dict(cls))
    is_plain = all(type(argument) in (str, int, type(None)) for argument in _arguments_of(error))
    return error_text(error) if is_plain and not raw.is_heap_type(owner) else ""
