"""Values as text: exact ones for data, readable ones for defaults."""

from __future__ import annotations

import re
import time
from typing import Any, Callable, Final

from . import kinds, raw
from .texts import Machine, encodable

VALUE_CHARACTERS: Final = 200
_MAX_DEPTH: Final = 4

_SIMPLE: Final = frozenset({int, float, complex, bool, type(None), str, bytes, type(Ellipsis), type(NotImplemented)})

# A module that says one of these words may hold values that are different in every run.
_VARYING_SOURCES: Final = re.compile(
    r"\b(?:random|uuid\d?|urandom|secrets|getrandbits|token_\w+|getpid|time|time_ns|now|utcnow|today|monotonic|perf_counter"
    r"|gethostname|getnode|platform|mkdtemp|mkstemp|tempfile|id|hash|set|frozenset|object)\s*[.(]"
)

_STARTED: Final = time.time()
_STARTED_MONOTONIC: Final = time.monotonic()


def exact_text(value: object) -> str | None:
    """Python's repr of an exact builtin scalar or a tuple of such, where it has at most 200 characters."""
    if not _is_exact(value, 0):
        return None
    text = encodable(repr(value))
    return text if len(text) <= VALUE_CHARACTERS else None


def varies(value: object, source: str | None, machine: Machine) -> bool:
    """Whether a scalar or tuple of them is likely to be another one in the next run, or on another machine.

    ``source`` is the text of the module that holds it, where there is one.
    """
    if value is None or type(value) is bool:
        return False
    text = repr(value)
    if type(value) in (int, float):
        return _is_clock(value) or (_is_large(value) and _is_computed(text, source))
    return machine.shows_in(text) or (type(value) in (str, bytes, tuple) and _is_computed(text, source))


def readable_text(value: object, name_of: Callable[[object], str | None], machine: Machine) -> str:
    """A value as one would write it, for a default: at most 200 characters, the same in every run.

    ``name_of`` gives the name of a class, a function or a module where there is one. The repr of other objects is
    their own code.
    """
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


def _is_clock(value: Any) -> bool:
    """Whether a number is a reading of a clock made in this process."""
    now = time.time()
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if (_STARTED - 60) * unit <= value <= (now + 60) * unit:
            return True
    return type(value) is float and _STARTED_MONOTONIC <= value <= time.monotonic()


def _is_large(value: Any) -> bool:
    """Whether a number isn't one that is commonly computed: small, or near to a power of two."""
    if type(value) is float:
        return len(repr(value)) > 12
    return abs(value) > 1 << 24 and not any(bin(abs(value) + near).count("1") == 1 for near in (-1, 0, 1))


def _is_computed(text: str, source: str | None) -> bool:
    """Whether the source may compute what is different each time, and doesn't hold the value as it is."""
    if source is None or _VARYING_SOURCES.search(source) is None:
        return False
    return text not in source and text[1:-1].replace("'", '"') not in source and text[1:-1] not in source


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
        text = repr(value)
    except BaseException:
        text = ""
    return text if text and type(text) is str else f"<{raw.class_name(kind)} object>"


def _container(value: Any, name_of: Callable[[object], str | None], depth: int) -> str:
    kind = type(value)
    if depth >= _MAX_DEPTH or len(value) > VALUE_CHARACTERS:
        return "..."
    if kind is dict:
        pairs = [f"{_readable(k, name_of, depth + 1)}: {_readable(v, name_of, depth + 1)}" for k, v in value.items()]
        return "{" + ", ".join(pairs) + "}"
    items = [_readable(item, name_of, depth + 1) for item in value]
    if kind is list:
        return f"[{', '.join(items)}]"
    if kind is tuple:
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    inner = "{" + ", ".join(sorted(items)) + "}" if items else ""
    return f"frozenset({inner})" if kind is frozenset else inner or "set()"
