"""Annotations as text that can be read in the scope of the module they stand in."""

from __future__ import annotations

import builtins
import collections.abc
import sys
import types
import typing
from collections.abc import Mapping
from typing import Any, Callable, Final

from ..looking import kinds, raw
from ..looking.caution import caution
from ..wire.texts import Machine, encodable
from .values import readable_text

if sys.version_info >= (3, 14):
    import annotationlib

    _as_strings: Callable[[Any], Mapping[str, Any]] | None = lambda owner: annotationlib.get_annotations(  # noqa: E731
        owner, format=annotationlib.Format.STRING
    )
    _evaluated: Callable[[Any], Any] | None = lambda evaluate: annotationlib.call_evaluate_function(  # noqa: E731
        evaluate, annotationlib.Format.STRING
    )
else:
    _as_strings = None
    _evaluated = None

_MAX_CHARACTERS: Final = 4000
_MAX_DEPTH: Final = 20
_TYPING: Final = ("typing", "typing_extensions")
# Annotations that are text, most of which are the same few, as they are given.
_plain: dict[str, str] = {}
# What says to be of ``builtins`` and has no name there, such as the class of modules; of several names the first.
_NAMED_BY_TYPES: Final = {
    id(held): f"types.{name}" for name, held in reversed(types.__dict__.items()) if raw.is_class(held)
}


class Scope:
    """The names of one module, to say with them what an annotation means."""

    def __init__(self, names: Mapping[str, Any], machine: Machine) -> None:
        self._names = names
        self._machine = machine
        self._by_id: dict[int, str] | None = None

    def name_of(self, value: object) -> str | None:
        """The name of a class, function, module or special form of ``typing``, this module's own if it has one."""
        kind = type(value)
        if kind is types.FunctionType or kind is types.BuiltinFunctionType or raw.is_class(value):
            claim = kinds.claim_of(value)
            if claim is None:
                return None
            if claim[0] == "builtins" and builtins.__dict__.get(claim[1]) is value:
                return claim[1]
            if "<" in claim[1]:
                # Nobody could write down where it is.
                return claim[1].rpartition(".")[2]
            return self._name_here(value) or _NAMED_BY_TYPES.get(id(value)) or f"{claim[0]}.{claim[1]}"
        if raw.is_module(value):
            name = raw.module_dict(value).get("__name__")
            return self._name_here(value) or (name if type(name) is str else None)
        claim = raw.class_claim(kind)
        if claim is not None and claim[0] in _TYPING:
            name = raw.attribute(value, "_name")
            if type(name) is str and typing.__dict__.get(name) is value:
                return self._name_here(value) or f"typing.{name}"
        return None

    def default_text(self, value: object) -> str:
        """A parameter's default as text."""
        return readable_text(value, self.name_of, self._machine)

    def text(self, annotation: object) -> str:
        """An annotation as text; one that already is text stays as it is."""
        if type(annotation) is not str:
            return _finished(self._text(annotation, 0))
        known = _plain.get(annotation)
        if known is None:
            known = _plain[annotation] = _finished(self._text(annotation, 0))
        return known

    def _name_here(self, value: object) -> str | None:
        if self._by_id is None:
            found: dict[int, str] = {}
            for name, held in self._names.items():
                if type(name) is str and name.isidentifier() and type(held) not in kinds.VALUES:
                    known = found.get(id(held))
                    if known is None or (name.startswith("_"), name) < (known.startswith("_"), known):
                        found[id(held)] = name
            self._by_id = found
        return self._by_id.get(id(value))

    def _text(self, annotation: Any, depth: int) -> str:
        if depth > _MAX_DEPTH:
            return "..."
        kind = type(annotation)
        if kind is str:
            return _unquoted(str(annotation[:_MAX_CHARACTERS]))
        if annotation is None or annotation is type(None):
            return "None"
        if annotation is Ellipsis:
            return "..."
        if kind is list or kind is tuple:
            return f"[{', '.join(self._text(item, depth + 1) for item in annotation)}]"
        if kinds.is_type_alias(annotation) and not raw.is_class(annotation):
            text = self._alias_text(annotation, depth)
            if text is not None:
                return text
        name = self.name_of(annotation)
        if name is not None:
            return name
        claim = raw.class_claim(kind)
        if claim is not None and (claim[0] in (*_TYPING, "annotationlib", "types")):
            for attribute in ("__forward_arg__", "__name__"):
                found = raw.attribute(annotation, attribute)
                if type(found) is str:
                    return found
        return self.default_text(annotation)

    def _alias_text(self, alias: object, depth: int) -> str | None:
        origin = raw.attribute(alias, "__origin__")
        arguments = raw.attribute(alias, "__args__")
        if type(arguments) is not tuple:
            return None
        if origin is typing.Union or origin is raw.MISSING:
            return " | ".join(self._text(argument, depth + 1) for argument in arguments)
        metadata = raw.attribute(alias, "__metadata__")
        if type(metadata) is tuple:
            items = [self._text(origin, depth + 1), *(self.default_text(item) for item in metadata)]
            return f"{self._typing_name('Annotated')}[{', '.join(items)}]"
        base = self._origin_text(alias, origin, depth)
        if origin is typing.Literal:
            return f"{base}[{', '.join(self.default_text(argument) for argument in arguments)}]"
        if not arguments:
            return base if raw.attribute(alias, "_special") is True else f"{base}[()]"
        if origin is _ABSTRACT_CALLABLE:
            *parameters, returned = arguments
            listed = [self._text(parameter, depth + 1) for parameter in parameters]
            if len(parameters) == 1 and (parameters[0] is Ellipsis or not raw.is_class(parameters[0])):
                shown = listed[0] if _stands_for_parameters(parameters[0]) else f"[{listed[0]}]"
            else:
                shown = f"[{', '.join(listed)}]"
            return f"{base}[{shown}, {self._text(returned, depth + 1)}]"
        return f"{base}[{', '.join(self._text(argument, depth + 1) for argument in arguments)}]"

    def _origin_text(self, alias: object, origin: object, depth: int) -> str:
        name = raw.attribute(alias, "_name")
        if type(name) is str and name in typing.__dict__:
            return self._typing_name(name)
        return self._text(origin, depth + 1)

    def _typing_name(self, name: str) -> str:
        return self._name_here(typing.__dict__.get(name)) or f"typing.{name}"


def lazy_text(value: Any, what: str, scope: Scope) -> str | None:
    """What a type parameter or an alias made by syntax (PEP 695) has for its ``bound``, ``value`` or the like, as text.

    These are computed when they are asked for, by code of the package; None where there is none.
    """
    if caution.forbids_code:
        return None
    try:
        if _evaluated is not None:
            evaluate = getattr(value, f"evaluate_{what}")
            found = _evaluated(evaluate) if evaluate is not None else None
        else:
            found = getattr(value, f"__{what}__", None)
        if found is None or found == () or found is getattr(typing, "NoDefault", None):
            return None
        if type(found) is tuple:
            return f"({', '.join(map(scope.text, found))})"
        return scope.text(found)
    except BaseException:
        # It names what is not there.
        return None


def annotations_of(owner: object, scope: Scope) -> dict[str, str]:
    """The annotations of a function, a class or a module as text, by name.

    Before 3.14 they lie ready; from 3.14 on asking for them runs code of the package (PEP 649, PEP 749). What can't
    be had is left out.
    """
    found: Mapping[str, Any] | None = None
    if _as_strings is not None and caution.forbids_code:
        return {}
    if _as_strings is not None:
        # In this format names stay as written, whether they exist at run time or not.
        try:
            found = _as_strings(owner)
        except BaseException:
            found = None
    if found is None:
        found = _ready_annotations(owner)
    texts = {}
    for name, annotation in found.items():
        if type(name) is str:
            texts[name] = scope.text(annotation)
    return texts


def _ready_annotations(owner: object) -> Mapping[str, Any]:
    if type(owner) is types.FunctionType:
        try:
            found: Any = owner.__annotations__
        except BaseException:
            return {}
    elif raw.is_class(owner):
        found = raw.class_dict(owner).get("__annotations__")
    elif raw.is_module(owner):
        found = raw.module_dict(owner).get("__annotations__")
    else:
        found = raw.attribute(owner, "__annotations__")
    return found if type(found) is dict else {}


def _finished(text: str) -> str:
    text = encodable(" ".join(text.split()) if "\n" in text else text)
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 3] + "..."


def _unquoted(text: str) -> str:
    """The text without quotes around the whole: annotations that stay text (PEP 563) may have been text before."""
    quote = text[:1]
    inner = text[1:-1]
    is_quoted = quote in ("'", '"') and text[-1:] == quote and inner and quote not in inner and "\\" not in inner
    return inner if is_quoted else text


def _stands_for_parameters(argument: object) -> bool:
    """Whether an argument of Callable is ``...`` or a ParamSpec rather than one parameter."""
    return argument is Ellipsis or raw.class_name(type(argument)) in ("ParamSpec", "_ConcatenateGenericAlias")


_ABSTRACT_CALLABLE: Final = collections.abc.Callable
