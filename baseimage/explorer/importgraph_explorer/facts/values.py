"""Values as text: exact ones for data, readable ones for defaults."""

from __future__ import annotations

import re
import time
from typing import Any, Callable, Final

from ..looking import kinds, raw
from ..looking.caution import caution
from ..source.sources import SourceFile
from ..wire.texts import Machine, encodable

VALUE_CHARACTERS: Final = 200
_MAX_DEPTH: Final = 4

_SIMPLE: Final = frozenset({int, float, complex, bool, type(None), str, bytes, type(Ellipsis), type(NotImplemented)})

# Where systems with addresses of 47 or 48 bits put programs and what they load, wherever that is in one run: in the
# upper third, but for the last page. A constant may be of that size, too, but hardly a round one.
_ADDRESSES: Final = tuple(range(space * 2 // 3, space - 4096) for space in (1 << 47, 1 << 48))
_ROUND: Final = 1_000_000_000

_STARTED: Final = time.time()
_STARTED_MONOTONIC: Final = time.monotonic()


def exact_text(value: object) -> str | None:
    """Python's repr of an exact builtin scalar or a tuple of such, where it has at most 200 characters."""
    if not _is_exact(value, 0):
        return None
    text = encodable(repr(value))
    return text if len(text) <= VALUE_CHARACTERS else None


def varies(value: object, qualname: str, source: SourceFile | None, machine: Machine) -> bool:
    """Whether a scalar or tuple of them is likely to be another one in the next run, or on another machine.

    ``source`` is the file that assigns it to this qualified name, where there is one.
    """
    if value is None or type(value) is bool:
        return False
    text = repr(value)
    name = qualname.rpartition(".")[2]
    if machine.shows_in(text) or (type(value) in (int, float) and _is_clock(value)):
        return True
    if _holds_address(value):
        return source is None or not (source.is_reckoned(name) or _is_written(text, source.text))
    if source is None:
        # Compiled; the order of slots means nothing, and they are often listed from a set.
        return name == "__slots__" and type(value) is tuple and len(value) > 1
    if name in source.loop_names:
        # What is left over from one may have come out of a set.
        return True
    # Where it stands in its own line, as most do, the rest of the file need not be looked at.
    if _is_written(text, source.assignment(qualname)):
        return False
    if source.is_made_in_loop(qualname):
        return True
    # What was joined may have come out of a set, too.
    return (source.may_vary or (type(value) is str and source.is_joined(name))) and not _is_written(text, source.text)


def readable_text(value: object, name_of: Callable[[object], str | None], machine: Machine) -> str:
    """A value as one would write it, for a default: at most 200 characters, the same in every run.

    ``name_of`` gives the name of a class, a function or a module where there is one. The repr of other objects is
    their own code.
    """
    if value is None or type(value) is bool:
        return repr(value)
    text = _readable(value, name_of, 0)
    if machine.shows_in(text):
        text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
        if machine.shows_in(text):
            return "..."
    text = encodable(" ".join(text.split()) if "\n" in text else text)
    return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."


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


def _holds_address(value: Any) -> bool:
    if type(value) is tuple:
        return any(map(_holds_address, value))
    return type(value) is int and value % _ROUND != 0 and any(value in addresses for addresses in _ADDRESSES)


def _is_clock(value: Any) -> bool:
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


def _readable(value: Any, name_of: Callable[[object], str | None], depth: int) -> str:
    kind: Any = type(value)
    if kind in (str, bytes):
        text = repr(value[: VALUE_CHARACTERS + 1])
        return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."
    if kind is int:
        return repr(value) if value.bit_length() <= 4 * VALUE_CHARACTERS else "..."
    if kind in _SIMPLE:
        return repr(value)
    if kind in (tuple, list, set, frozenset, dict):
        return _container(value, name_of, depth)
    name = name_of(value)
    if name is not None:
        return name
    member = kinds.enum_name(value)
    if member is not None:
        return f"{name_of(kind) or raw.class_name(kind)}.{member}"
    try:
        text = "" if caution.forbids_code else repr(value)
    except BaseException:
        text = ""
    return text if text and type(text) is str else f"<{raw.class_name(kind)} object>"


def _container(value: Any, name_of: Callable[[object], str | None], depth: int) -> str:
    kind = type(value)
    if depth >= _MAX_DEPTH or len(value) > VALUE_CHARACTERS:
        return "..."
    if kind is dict:
        # Sorted like sets: the order may come from one.
        pairs = [f"{_readable(k, name_of, depth + 1)}: {_readable(v, name_of, depth + 1)}" for k, v in value.items()]
        return "{" + ", ".join(sorted(pairs)) + "}"
    items = [_readable(item, name_of, depth + 1) for item in value]
    if kind is list:
        return f"[{', '.join(items)}]"
    if kind is tuple:
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    inner = "{" + ", ".join(sorted(items)) + "}" if items else ""
    return f"frozenset({inner})" if kind is frozenset else inner or "set()"
