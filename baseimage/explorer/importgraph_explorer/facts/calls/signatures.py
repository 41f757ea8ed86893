"""Signatures: those of Python functions read off their code, others as ``inspect`` finds them.

What lies between a name and a function is gone through as ``inspect.signature`` does it: wrappers, partials, methods
that are bound.
"""

from __future__ import annotations

import enum
import functools
import inspect
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Callable, Final

from ...looking import described, kinds, raw
from ...looking.caution import caution
from ...wire.texts import encodable
from ..annotations import Scope, annotations_of
from ..classes import is_called_in_c
from .defaults import UNKNOWN
from .partials import takes_anything, with_given, without_first
from .textual import signature_in_text

_VARARGS: Final = inspect.CO_VARARGS
_VARKEYWORDS: Final = inspect.CO_VARKEYWORDS
_VARIABLE: Final = _VARARGS | _VARKEYWORDS
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
ScopeOf = Callable[[typing.Optional[types.FunctionType]], Scope]

_COMPILED: Final = (*kinds.BUILTINS, types.WrapperDescriptorType, types.MethodDescriptorType)
# By module and qualified name, as ``typing.get_overloads`` has them.
_registry: Final[Any] = getattr(typing, "_overload_registry", {})
_OF_ENUMERATIONS: Final = raw.class_attribute(enum.EnumMeta, "__signature__")
_by_text: dict[tuple[type, bool, str], Signature | None] = {}
# By metaclass, which is kept so that its id stays its own.
_calls: dict[int, tuple[type, types.FunctionType | None, bool]] = {}
_partial_parts: Final = tuple(functools.partial.__dict__[name].__get__ for name in ("func", "args", "keywords"))


# What was asked for last, and what was found: one object is asked about several times in a row.
_latest: list[Any] = [None, None]


def function_behind(value: Any) -> types.FunctionType | None:
    """The Python function that a callable is or wraps, by ``__wrapped__`` to the end, as ``inspect.unwrap`` goes."""
    if _latest[0] is not value:
        _latest[:] = value, _function_behind(value)
    found: types.FunctionType | None = _latest[1]
    return found


def _function_behind(value: Any) -> types.FunctionType | None:
    latest: types.FunctionType | None = None
    for _ in range(_MAX_WRAPPERS):
        kind = type(value)
        if kind is types.FunctionType:
            latest = value
            own = value.__dict__
            if not own or "__wrapped__" not in own:
                break
            value = own["__wrapped__"]
        elif kind is types.MethodType:
            value = value.__func__
        elif kind is functools.partialmethod:
            # What is written there is another function's.
            break
        else:
            value = kinds.wrapped_function(value)
            if value is None:
                break
    return latest


def signature_of(value: object, scope_of: ScopeOf) -> Signature | None:
    """The signature of something callable, as it was written: with ``self`` and ``cls``, unless it is bound to them.

    None where it can't be known. ``scope_of`` gives the scope of a function, and for None that of the module which
    holds the value.
    """
    return _signature(value, scope_of, 0)


def _signature(value: Any, scope_of: ScopeOf, depth: int) -> Signature | None:
    kind = type(value)
    if kind is types.FunctionType:
        own = value.__dict__
        told = _told_by_function(value, own, scope_of, depth) if own else None
        return told or _of_function(value, scope_of(value))
    if depth > _MAX_WRAPPERS or kind in kinds.SLOTS:
        return None
    if kind is types.MethodType:
        return without_first(_signature(value.__func__, scope_of, depth + 1))
    if raw.is_subclass(kind, staticmethod) or raw.is_subclass(kind, classmethod):
        return _signature(kinds.wrapped_function(value), scope_of, depth + 1)
    if raw.is_subclass(kind, functools.partial):
        function, positional, keywords = (get(value) for get in _partial_parts)
        return _left_to_give(_signature(function, scope_of, depth + 1), positional, keywords, scope_of(None))
    if kind is functools.partialmethod:
        return _of_partial_method(value, scope_of, depth)
    if kind in _COMPILED or raw.is_class(value):
        return _by_inspect(value, scope_of(None))
    return _told_by_object(value, kind, scope_of, depth)


def _told_by_function(
    value: types.FunctionType, own: Mapping[str, Any], scope_of: ScopeOf, depth: int
) -> Signature | None:
    """What a function's attributes say of its signature rather than its code."""
    if "__signature__" in own:
        return _said(value, own["__signature__"], scope_of(value))
    if "__wrapped__" in own:
        return _signature(own["__wrapped__"], scope_of, depth + 1) if depth <= _MAX_WRAPPERS else None
    text = own.get("__text_signature__")
    if type(text) is str and text:
        return _said(value, text, scope_of(value))
    return None


def _told_by_object(value: object, kind: type, scope_of: ScopeOf, depth: int) -> Signature | None:
    own = raw.instance_dict(value)
    said = own.get("__signature__", raw.MISSING)
    if said is raw.MISSING and raw.class_attribute(kind, "__signature__") is not raw.MISSING:
        # Made when it is asked for.
        function = function_behind(value)
        told = _by_inspect(value, scope_of(function))
        if told is not None:
            return told
    elif said is not raw.MISSING and said is not None:
        return _said(value, said, scope_of(function_behind(value)))
    wrapped = own.get("__wrapped__")
    inner = wrapped if wrapped is not None else kinds.wrapped_function(value)
    if inner is not None:
        return _signature(inner, scope_of, depth + 1)
    return _by_inspect(value, scope_of(None)) if _has_text_signature(value) else None


def _of_partial_method(value: object, scope_of: ScopeOf, depth: int) -> Signature | None:
    held = raw.instance_dict(value)
    positional, keywords = held.get("args"), held.get("keywords")
    found = _signature(kinds.wrapped_function(value), scope_of, depth + 1)
    if type(positional) is not tuple or type(keywords) is not dict or found is None:
        return None
    if kinds.kind_in_class(value) == "staticmethod":
        return _left_to_give(found, positional, keywords, scope_of(None))
    own = found["parameters"][:1]
    if not own or own[0]["kind"] in ("keywordOnly", "varKeyword"):
        return None
    left = _left_to_give(found, (None, *positional), keywords, scope_of(None))
    if left is not None and own[0]["kind"] != "varPositional":
        left["parameters"] = [*own, *left["parameters"]]
    return left


def _left_to_give(
    signature: Signature | None, positional: tuple[object, ...], keywords: Mapping[Any, object], scope: Scope
) -> Signature | None:
    names = [name for name in keywords if type(name) is str]
    return with_given(signature, positional, {name: scope.default_text(keywords[name]) for name in names})


def signature_of_class(cls: type, scope_of: ScopeOf) -> Signature | None:
    """How a class is called, where it or its metaclass says so: in C, by ``__signature__``, by another ``__call__``."""
    try:
        text = _class_text_signature(cls) if not raw.is_heap_type(cls) or is_called_in_c(cls) else None
    except Exception:
        text = None
    if type(text) is str or "__signature__" in raw.class_dict(cls):
        return _by_inspect(cls, scope_of(None))
    if type(cls) is type:
        return None
    call, has_signature = _call_of_metaclass(type(cls))
    if has_signature:
        return _by_inspect(cls, scope_of(None))
    found = without_first(_signature(call, scope_of, 0)) if call is not None else None
    return None if found is None or takes_anything(found) else found


def _call_of_metaclass(metaclass: type) -> tuple[types.FunctionType | None, bool]:
    """The function that is run when a class of this metaclass is called, and whether the metaclass says signatures."""
    known = _calls.get(id(metaclass))
    if known is None:
        call = raw.class_attribute(metaclass, "__call__")
        # How enumerations are called nobody means by their signature.
        is_own = type(call) is types.FunctionType and call.__globals__ is not enum.__dict__
        said = raw.class_attribute(metaclass, "__signature__")
        says = said is not raw.MISSING and said is not _OF_ENUMERATIONS
        known = _calls[id(metaclass)] = (metaclass, call if is_own else None, says)
    return known[1], known[2]


def is_made_by_call(value: object) -> bool:
    """Whether this is a partial, a bound method in C, or stands for one: what tells of it is where it is made."""
    kind = type(value)
    if kind is types.FunctionType:
        return False
    if kind is staticmethod or kind is classmethod:
        kind = type(kinds.wrapped_function(value))
    if kind in kinds.BUILTINS:
        holder = raw.attribute(value, "__self__")
        return holder is not raw.MISSING and holder is not None and not raw.is_module(holder)
    return kind is functools.partialmethod or raw.is_subclass(kind, functools.partial)


def is_bound(value: object) -> bool:
    """Whether it is bound to the instance or class that the function behind takes first."""
    if type(value) is staticmethod:
        value = kinds.wrapped_function(value)
    return type(value) is types.MethodType


def described_signature(value: object, scope: Scope) -> Signature | None:
    """The signature that an interface's method tells of itself, without ``self``."""
    found = described.signature_of(value)
    for parameter in found["parameters"] if found is not None else ():
        parameter["name"] = encodable(parameter["name"])
        if "default" in parameter:
            parameter["default"] = scope.default_text(parameter["default"])
    return found


def has_overloads(function: types.FunctionType) -> bool:
    """Whether the interpreter has kept ``typing.overload`` variants of a function; before 3.11 it keeps none."""
    return bool(_registry) and bool(_variants_of(function))


def overloads_of(function: types.FunctionType, scope: Scope, *, wrapped: bool = False) -> list[Signature]:
    """The signatures of the function's ``typing.overload`` variants.

    Where other decorators stand below, the interpreter may have lost some, as all that such a decorator makes is from
    one line: these are told only with ``wrapped``.
    """
    variants = _variants_of(function)
    if not wrapped and any("__wrapped__" in variant.__dict__ for variant in variants):
        return []
    written = [behind for behind in map(_function_behind, variants) if behind is not None]
    return [_of_function(variant, scope) for variant in sorted(written, key=_first_line)]


def _variants_of(function: types.FunctionType) -> list[types.FunctionType]:
    try:
        # Looked up without making an entry for each function; packages say of some that they are of another module.
        qualname = function.__qualname__
        for module in (function.__module__, function.__globals__.get("__name__")):
            if type(module) is not str or type(qualname) is not str:
                continue
            of_module = _registry.get(module)
            found = of_module.get(qualname) if of_module else None
            if found:
                return [variant for variant in found.values() if type(variant) is types.FunctionType]
    except Exception:
        # A package may have put anything there.
        pass
    return []


def _first_line(function: types.FunctionType) -> int:
    return function.__code__.co_firstlineno


def _of_function(function: types.FunctionType, scope: Scope) -> Signature:
    code = function.__code__
    names = code.co_varnames
    positional = code.co_argcount
    defaults = function.__defaults__ or ()
    keyword_defaults = function.__kwdefaults__ or {}
    annotations = annotations_of(function, scope)
    first_default = positional - len(defaults)
    unstable = scope.unstable_defaults(function) if defaults or keyword_defaults else ()
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
        if name in unstable:
            parameter["default"] = UNKNOWN
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


def _has_text_signature(value: object) -> bool:
    """Whether ``inspect`` can find something: a signature in C, or what Cython leaves of a function's code."""
    if type(raw.attribute(value, "__text_signature__")) is str:
        return True
    slot = raw.class_attribute(type(value), "__code__")
    return slot is not raw.MISSING or "__signature__" in raw.instance_dict(value)


def _said(value: Any, said: object, scope: Scope) -> Signature | None:
    """A signature that an object has for an attribute: a text is one, too, which only some versions read."""
    return _by_inspect(value, scope) or (signature_in_text(said) if type(said) is str else None)


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
