"""What type aliases stand for."""

from __future__ import annotations

from typing import Callable

from ..looking import raw
from ..source.spelling import type_text
from ..wire.texts import encodable
from .annotations import Scope, lazy_text

_MOST_CHARACTERS = 200


def alias_text(value: object, scope: Scope, written: Callable[[], str | None]) -> str:
    """What a type alias stands for, also one that is a text; of a ``NewType``, the type that it is at run time.

    ``written`` gives what its statement says, which is asked where run time can't tell how it is spelt.
    """
    if type(value) is str:
        return _cut(encodable(type_text(value)))
    doubts = scope.doubts
    stands_for = raw.attribute(value, "__supertype__")
    if stands_for is not raw.MISSING:
        return _cut(scope.text(stands_for))
    text = lazy_text(value, "value", scope) if hasattr(type(value), "__value__") else scope.alias_text(value)
    if text is None or scope.doubts != doubts:
        text = written() or text or scope.text(value)
    return _cut(text)


def is_said_to_be_alias(value: object, annotation: str | None) -> bool:
    """Whether a text is annotated to be a type (PEP 613)."""
    return type(value) is str and annotation is not None and annotation.rpartition(".")[2] == "TypeAlias"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 3] + "..."
