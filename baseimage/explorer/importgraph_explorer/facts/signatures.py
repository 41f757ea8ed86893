"""Signatures: those of Python functions read off their code, others as ``inspect`` finds them."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Callable, Final, cast

from ..looking import described, kinds, raw
from ..looking.caution import caution
from ..wire.texts import encodable
from .annotations import Scope, annotations_of
from .classes import is_called_in_c

_VARARGS: Final = inspect.CO_VARARGS
_VARKEYWORDS: Final = inspect.CO_VARKEYWORDS
_VARIABLE: Final = _VARARGS | _VARKEYWORDS
_GENERATOR: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_ASYNC: Final = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_MAX_WRAPPERS: Final = 50
_MAX_PARAMETERS: Final = 1000

_KINDS: Final[Mapping[Any, str]] = {
    inspect.Parameter.POSITIONAL_ONLY: "positionalOnly",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positionalOrKeyword",
    inspect.Parameter.VAR_POSITIONAL: "varPositional",
    inspect.Parameter.KEYWORD_ONLY: "keywordOnly",
    inspect.Parameter.VAR_KEYWORD: "varKeyword",
}

_class_text_signature = type.__dict__["__text_signature__"].__get__

Signature = dict[str, Any]

_COMPILED: Final = (types.BuiltinFunctionType, types.WrapperDescriptorType, types.MethodDescriptorType)
_by_text: dict[tuple[type, bool, str], Signature | None] = {}


# What was asked for last, and what was found: one object is asked about several times in a row.
_latest: list[Any] = [None, None]


def function_behind(value: Any) -> types.FunctionType | None:
    """The Python function that a callable is or wraps, going by ``__wrapped__`` as ``inspect.signature`` does."""
    if _latest[0] is not value:
        _latest[:] = value, _function_behind(value)
    found: types.FunctionType | None = _latest[1]
    return found


def _function_behind(value: Any) -> types.FunctionType | None:
    for _ in range(_MAX_WRAPPERS):
        kind = type(value)
        if kind is types.FunctionType:
            own = raw.instance_dict(value)
            if "__wrapped__" not in own or "__signature__" in own:
                return cast(types.FunctionType, value)
            following = own["__wrapped__"]
            if type(following) is not types.FunctionType and not kinds.is_routine(following):
                return cast(types.FunctionType, value)
            value = following
        elif kind is types.MethodType:
            value = value.__func__
        else:
            inner = kinds.wrapped_function(value)
            if inner is None:
                return None
            value = inner
    return None


def signature_of(value: object, scope_of: Callable[[types.FunctionType | None], Scope]) -> Signature | None:
    """The signature of something callable, as it was written: with ``self`` and ``cls``. None where it can't be known.

    ``scope_of`` gives the scope of a function, and for None that of the module which holds the value.
    """
    function = function_behind(value)
    if function is not None:
        scope = scope_of(function)
        if "__signature__" in raw.instance_dict(function):
            return _by_inspect(function, scope)
        told = _by_inspect(value, scope) if _makes_signature_up(value) else None
        return told or _of_function(function, scope)
    if type(value) in kinds.SLOTS:
        return None
    return _by_inspect(value, scope_of(None)) if _has_text_signature(value) else None


def signature_of_class(cls: type, scope: Scope) -> Signature | None:
    """How a class is called, where it says so itself: in C, or by a ``__signature__`` of its own."""
    try:
        text = _class_text_signature(cls) if not raw.is_heap_type(cls) or is_called_in_c(cls) else None
    except Exception:
        text = None
    if type(text) is str or "__signature__" in raw.class_dict(cls):
        return _by_inspect(cls, scope)
    return None


def described_signature(value: object, scope: Scope) -> Signature | None:
    """The signature that an interface's method tells of itself, without ``self``."""
    found = described.signature_of(value)
    for parameter in found["parameters"] if found is not None else ():
        parameter["name"] = encodable(parameter["name"])
        if "default" in parameter:
            parameter["default"] = scope.default_text(parameter["default"])
    return found


def overloads_of(function: types.FunctionType, scope: Scope) -> list[Signature]:
    """The signatures of the function's ``typing.overload`` variants; before 3.11 the interpreter doesn't keep them."""
    registry = getattr(typing, "_overload_registry", None)
    if registry is None:
        return []
    try:
        of_module = registry.get(function.__module__)
        # Looked up without making an entry for each function.
        found = of_module.get(function.__qualname__) if of_module is not None else None
        variants = [variant for _, variant in sorted(found.items())] if found else []
    except Exception:
        return []
    return [_of_function(variant, scope) for variant in variants if type(variant) is types.FunctionType]


def flags_of(value: object) -> list[str]:
    """What kind of function it is: abstract, async, final, generator."""
    found = []
    function = value if type(value) is types.FunctionType else kinds.wrapped_function(value)
    own = raw.instance_dict(function) if type(function) is types.FunctionType else {}
    if own.get("__isabstractmethod__") is True:
        found.append("abstract")
    behind = function_behind(value)
    code_flags = behind.__code__.co_flags if behind is not None else 0
    if code_flags & _ASYNC:
        found.append("async")
    if own.get("__final__") is True:
        found.append("final")
    if code_flags & _GENERATOR:
        found.append("generator")
    return found


def _of_function(function: types.FunctionType, scope: Scope) -> Signature:
    code = function.__code__
    names = code.co_varnames
    positional = code.co_argcount
    defaults = function.__defaults__ or ()
    keyword_defaults = function.__kwdefaults__ or {}
    annotations = annotations_of(function, scope)
    first_default = positional - len(defaults)
    parameters: list[dict[str, str]] = []
    for index, kind in _kinds_of(
        positional, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & _VARIABLE
    ):
        name = names[index]
        parameter = {"name": name if name.isascii() else encodable(name), "kind": kind}
        if first_default <= index < positional:
            parameter["default"] = scope.default_text(defaults[index - first_default])
        elif kind == "keywordOnly" and name in keyword_defaults:
            parameter["default"] = scope.default_text(keyword_defaults[name])
        if name in annotations:
            parameter["annotation"] = annotations[name]
        parameters.append(parameter)
    return _finished(parameters, annotations.get("return"))


@cache
def _kinds_of(positional: int, positional_only: int, keyword_only: int, variable: int) -> list[tuple[int, str]]:
    """The parameters of a function's code in order: where the name of each is among its variables, and its kind."""
    found = [(index, "positionalOnly") for index in range(positional_only)]
    found += [(index, "positionalOrKeyword") for index in range(positional_only, positional)]
    following = positional + keyword_only
    if variable & _VARARGS:
        found.append((following, "varPositional"))
        following += 1
    found += [(index, "keywordOnly") for index in range(positional, positional + keyword_only)]
    if variable & _VARKEYWORDS:
        found.append((following, "varKeyword"))
    return found


def _makes_signature_up(value: object) -> bool:
    """Whether it wraps an object, or is one, that ``inspect.signature`` asks rather than the function behind."""
    inner = value
    for _ in range(_MAX_WRAPPERS):
        if type(inner) is not types.FunctionType:
            return raw.is_class(inner) or raw.class_attribute(type(inner), "__signature__") is not raw.MISSING
        inner = raw.instance_dict(inner).get("__wrapped__", raw.MISSING)
        if inner is raw.MISSING:
            return False
    return False


def _has_text_signature(value: object) -> bool:
    """Whether ``inspect`` can find something: a signature in C, or what Cython leaves of a function's code."""
    if type(raw.attribute(value, "__text_signature__")) is str:
        return True
    slot = raw.class_attribute(type(value), "__code__")
    return slot is not raw.MISSING or "__signature__" in raw.instance_dict(value)


def _by_inspect(value: Any, scope: Scope) -> Signature | None:
    if caution.forbids_code:
        return None
    text = value.__text_signature__ if type(value) in _COMPILED else None
    if type(text) is not str or "=" in text:
        return _inspected(value, scope)
    # With no defaults to look up, the text alone decides, and most of these texts are the same few.
    key = (type(value), getattr(value, "__self__", None) is None, text)
    if key not in _by_text:
        _by_text[key] = _inspected(value, scope)
    return _by_text[key]


def _inspected(value: Any, scope: Scope) -> Signature | None:
    try:
        found = inspect.signature(value)
        parameters = []
        for parameter in list(found.parameters.values())[:_MAX_PARAMETERS]:
            entry = {"name": encodable(str(parameter.name)), "kind": _KINDS[parameter.kind]}
            if parameter.default is not inspect.Parameter.empty:
                entry["default"] = scope.default_text(parameter.default)
            if parameter.annotation is not inspect.Parameter.empty:
                entry["annotation"] = scope.text(parameter.annotation)
            parameters.append(entry)
        returned = found.return_annotation
        return _finished(parameters, None if returned is inspect.Signature.empty else scope.text(returned))
    except BaseException:
        # Text that isn't a signature, or a package's __signature__ that fails.
        return None


def _finished(parameters: list[dict[str, str]], returned: str | None) -> Signature:
    signature: Signature = {"parameters": parameters}
    if returned is not None:
        signature["returns"] = returned
    return signature
