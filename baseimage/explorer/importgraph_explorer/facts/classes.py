"""What only classes and aliases of types have: flavours, type parameters, bases as they were written."""

from __future__ import annotations

import enum
import typing
from collections.abc import Sequence
from types import FunctionType
from typing import Any, Callable, Optional, TypeVar

from ..looking import kinds, raw
from ..source.spelling import type_parameter_text
from .annotations import Scope, lazy_text

_MAX_TYPE_PARAMETERS = 100
_MAX_ANCESTORS = 500

T = TypeVar("T")


def linearized(rows: Sequence[Sequence[T]], key: Callable[[T], object]) -> Optional[list[T]]:
    """C3, as the interpreter does it, of the orders of the bases and the bases themselves; None where there is none."""
    left = [list(row) for row in rows]
    merged: list[T] = []
    while True:
        left = [row for row in left if row]
        if not left:
            return merged
        later = {key(cls) for row in left for cls in row[1:]}
        best = next((row[0] for row in left if key(row[0]) not in later), None)
        if best is None or len(merged) >= _MAX_ANCESTORS:
            return None
        merged.append(best)
        left = [row[1:] if key(row[0]) == key(best) else row for row in left]


def is_called_in_c(cls: type) -> bool:
    """Whether calling the class runs compiled code only, of which nothing tells how it is called."""
    found = (raw.class_attribute(cls, "__init__"), raw.class_attribute(cls, "__new__"))
    return not any(type(kinds.wrapped_function(value) or value) is FunctionType for value in found)


def flavours_of(cls: type) -> list[str]:
    """What kinds of class this is, sorted; a class may be several at once."""
    body = raw.class_dict(cls)
    metaclass = type(cls)
    found = []
    if type(body.get("__abstractmethods__")) is frozenset and body["__abstractmethods__"]:
        found.append("abstract")
    if "__attrs_attrs__" in body:
        found.append("attrs")
    if "__dataclass_fields__" in body:
        found.append("dataclass")
    if raw.is_subclass(metaclass, enum.EnumMeta):
        found.append("enum")
        if raw.is_subclass(cls, enum.Flag):
            found.append("flag")
    if raw.is_subclass(cls, BaseException):
        found.append("exception")
    if body.get("__final__") is True:
        found.append("final")
    if raw.is_subclass(cls, typing.Generic):
        found.append("generic")
    if raw.is_subclass(cls, tuple) and type(raw.class_attribute(cls, "_fields")) is tuple:
        found.append("namedtuple")
    if body.get("_is_protocol") is True:
        found.append("protocol")
    if raw.is_subclass(metaclass, type) and raw.class_name(metaclass) == "_TypedDictMeta":
        found.append("typeddict")
    if raw.is_subclass(cls, type):
        found.append("metaclass")
    return sorted(found)


def type_parameters_of(value: object, scope: Scope, written: Callable[[Any], list[str]]) -> list[str]:
    """The type parameters of a generic class, function or alias, as one writes them: ``*Ts``, ``T: int``.

    ``written`` gives them as the source has them, for where they can't be computed.
    """
    of_syntax: object
    of_bases: object = ()
    if raw.is_class(value):
        body = raw.class_dict(value)
        of_syntax, of_bases = body.get("__type_params__"), body.get("__parameters__")
    else:
        of_syntax = raw.attribute(value, "__type_params__")
    if type(of_syntax) is tuple and of_syntax:
        doubts = scope.doubts
        texts = [_type_parameter(one, scope) for one in of_syntax[:_MAX_TYPE_PARAMETERS]]
        said = written(value) if scope.doubts != doubts else []
        if len(said) == len(texts):
            return said
    else:
        # Those of ``TypeVar("T", bound=…)`` are written elsewhere, with their bounds.
        parameters: tuple[object, ...] = of_bases if type(of_bases) is tuple else ()
        texts = [_type_parameter(one, None) for one in parameters[:_MAX_TYPE_PARAMETERS]]
    return [text for text in texts if text]


def base_texts_of(cls: type, scope: Scope, as_written: Callable[[type], list[str]]) -> list[str]:
    """The bases as they were written, where that says more than they do: ``Generic[T]``, ``dict[str, int]``.

    ``as_written`` gives them as the source has them, for where run time can't tell.
    """
    body = raw.class_dict(cls)
    written = body.get("__orig_bases__")
    bases: tuple[object, ...] = written if type(written) is tuple else ()
    parameters = body.get("__type_params__")
    if type(parameters) is tuple and parameters:
        # ``class Box[T]`` has a base that nobody wrote; without it the rest may say nothing more.
        bases = tuple(base for base in bases if raw.attribute(base, "__origin__") is not typing.Generic)
        if all(map(raw.is_class, bases)):
            return []
    doubts = scope.doubts
    texts = [scope.text(base) for base in bases]
    said = as_written(cls) if scope.doubts != doubts else []
    return said if len(said) == len(texts) else texts


def _type_parameter(parameter: object, scope: Scope | None) -> str | None:
    name = raw.attribute(parameter, "__name__")
    if type(name) is not str:
        return None
    bound = default = None
    if scope is not None:
        bound = lazy_text(parameter, "bound", scope) or lazy_text(parameter, "constraints", scope)
        default = lazy_text(parameter, "default", scope)
    return type_parameter_text(raw.class_name(type(parameter)), name, bound, default)
