"""Values as text: exact ones, and which of them are others in the next run."""

from __future__ import annotations

import re
import time
from typing import Any, Callable, Final

from ..source.sources import SourceFile
from ..source.varying import Evidence
from ..wire.texts import Machine, encodable

VALUE_CHARACTERS: Final = 200
_MAX_DEPTH: Final = 4

_SIMPLE: Final = frozenset({int, float, complex, bool, type(None), str, bytes, type(Ellipsis), type(NotImplemented)})

# Where systems with addresses of 47 or 48 bits put programs and what they load, wherever that is in one run: in the
# upper third, but for the last page. A constant may be of that size, too, but hardly a round one.
_ADDRESSES: Final = tuple(range(space * 2 // 3, space - 4096) for space in (1 << 47, 1 << 48))
_ROUND: Final = 1_000_000_000

_CALLS: Final = re.compile(r"[\w\])]\s*\(|\{")
_OF_FIELDS: Final = ("_fields", "__match_args__")

_STARTED: Final = time.time()
_STARTED_MONOTONIC: Final = time.monotonic()


def exact_text(value: object) -> str | None:
    """Python's repr of an exact builtin scalar or a tuple of such, where it has at most 200 characters."""
    if not _is_exact(value, 0):
        return None
    text = encodable(repr(value))
    return text if len(text) <= VALUE_CHARACTERS else None


def varies(
    value: object, qualname: str, source: SourceFile | None, evidence: Callable[[], Evidence], machine: Machine
) -> bool:
    """Whether a scalar or tuple of them may be another one in the next run, or on another machine.

    ``source`` is the file that assigns it to this qualified name, where there is one, and ``evidence`` what that tells.
    """
    if value is None or type(value) is bool:
        return False
    text = repr(value)
    name = qualname.rpartition(".")[2]
    if name in _OF_FIELDS and "." in qualname:
        # In the order in which the class's fields come, which is that of their positions.
        return False
    if machine.shows_in(text) or (type(value) in (int, float) and is_clock(value)):
        return True
    if holds_address(value):
        return source is None or not (source.is_reckoned(name) or _is_written(text, source.text))
    if source is None:
        # Compiled; the order of slots means nothing, and they are often listed from a set.
        return name == "__slots__" and type(value) is tuple and len(value) > 1
    line = source.assignment(qualname)
    # Most stand in their own line, as they are: then the rest of the file need not be looked at.
    if name not in source.loop_names and _is_written(text, line or source.text) and _CALLS.search(line) is None:
        return False
    return evidence().may_vary(qualname)


def _is_exact(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind is tuple:
        items: Any = value
        return (
            depth < _MAX_DEPTH and len(items) <= VALUE_CHARACTERS // 2 and all(_is_exact(i, depth + 1) for i in items)
        )
    if kind is str or kind is bytes:
        return len(value) <= VALUE_CHARACTERS
    if kind is int:
        return bool(value.bit_length() <= 4 * VALUE_CHARACTERS)
    return kind in _SIMPLE


def holds_address(value: Any) -> bool:
    """Whether a number is as large as addresses are, or a tuple holds such a one."""
    if type(value) is tuple:
        return any(map(holds_address, value))
    return type(value) is int and value % _ROUND != 0 and any(value in addresses for addresses in _ADDRESSES)


def is_clock(value: Any) -> bool:
    """Whether a number is a reading of a clock made in this process."""
    now = time.time()
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if (_STARTED - 60) * unit <= value <= (now + 60) * unit:
            return True
    return type(value) is float and _STARTED_MONOTONIC <= value <= time.monotonic()


def _is_written(text: str, source: str) -> bool:
    """Whether a value stands in the source as it is."""
    if text[0].isdigit() or text[0] == "-":
        return _is_word(text, source)
    # The brackets of a tuple count: without them it may be a set's elements that happen to come in the order written.
    inner = text if text[0] == "(" else text[1:-1]
    return text in source or inner in source or inner.replace("'", '"') in source


def _is_word(text: str, source: str) -> bool:
    """Whether a text stands somewhere with no part of a name or a number beside it."""
    end = 0
    while True:
        start = source.find(text, end)
        if start < 0:
            return False
        end = start + len(text)
        before, after = source[start - 1 : start] if start else "", source[end : end + 1]
        if not any(beside.isalnum() or beside in ("_", ".") for beside in (before, after)):
            return True
        end = start + 1
