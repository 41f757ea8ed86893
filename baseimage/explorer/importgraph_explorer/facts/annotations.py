"""Annotations as text that can be read in the scope of the module they stand in."""

from __future__ import annotations

import builtins
import collections.abc
import re
import sys
import types
import typing
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Callable, Final, Optional

from ..looking import kinds, raw
from ..looking.caution import caution
from ..places.entities import Rank, rank
from ..source.spelling import type_text
from ..source.varying import Evidence
from ..wire.texts import Machine, encodable
from .calls.defaults import UNKNOWN, readable_text
from .ways import below, downwards, held_by, public_name

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
_SCALARS: Final = (str, bytes, int, float)
_NOTHING: Final[frozenset[str]] = frozenset()
_TYPING: Final = ("typing", "typing_extensions")
# Tells how something of an owner is written in its source: an annotation by its name and its likely text; None where
# that isn't known.
Written = Callable[[object, str, str], Optional[str]]
# What says to be of ``builtins`` and has no name there, such as the class of modules; of several names the first.
_NAMED_BY_TYPES: Final = {
    id(held): ("types", name) for name, held in reversed(types.__dict__.items()) if raw.is_class(held)
}
_FORWARD: Final = re.compile(r"ForwardRef\('([^']*)'[^()]*\)")


class Scope:
    """The names of one module, to say with them what an annotation means.

    ``doubts`` counts texts that may be written otherwise: what they are made from does not tell.
    """

    def __init__(
        self,
        names: Mapping[str, Any],
        machine: Machine,
        written: Written = lambda _, __, ___: None,
        evidence_of: Callable[[str], Evidence] | None = None,
    ) -> None:
        """Take the module's globals; ``evidence_of`` gives what its source tells of what varies."""
        said = names.get("__name__")
        self.module = said if type(said) is str else ""
        self._evidence_of = evidence_of
        self._by_chance: frozenset[str] | None = None
        self._names = names
        self._machine = machine
        self.written = written
        self.doubts = 0
        self._by_id: dict[int, str] | None = None
        # With the object, so that its id stays its own.
        self._reached: dict[int, tuple[object, str, bool]] = {}
        self._in_classes: dict[int, str] | None = None
        self._named_modules: list[tuple[str, Any]] | None = None

    def name_of(self, value: object) -> str | None:
        """The name of a class, function, module or special form of ``typing``, as this module can write it."""
        kind = type(value)
        if kind is types.FunctionType or kind is types.BuiltinFunctionType or raw.is_class(value):
            claim = kinds.claim_of(value)
            if claim is None:
                return None
            if claim[0] == "builtins" and claim[1].partition(".")[0] in builtins.__dict__:
                return claim[1]
            if "<" in claim[1]:
                # Nobody could write down where it is.
                named = self._name_here(value)
                self.doubts += named is None
                return named or claim[1].rpartition(".")[2]
            return self._name_here(value) or self._name_by_way(value, claim)
        if raw.is_module(value):
            name = raw.module_dict(value).get("__name__")
            return self._name_here(value) or (name if type(name) is str else None)
        claim = raw.class_claim(kind)
        if claim is not None and claim[0] in _TYPING:
            name = raw.attribute(value, "_name")
            if type(name) is str and typing.__dict__.get(name) is value:
                return self._typing_name(name)
        return None

    def default_text(self, value: object) -> str:
        """A parameter's default as text."""
        if self._by_chance is None:
            self._by_chance = self._evidence_of(self.module).values_by_chance() if self._evidence_of else frozenset()
        if self._by_chance and type(value) in _SCALARS and repr(value) in self._by_chance:
            return UNKNOWN
        return readable_text(value, self, self._machine)

    def may_vary(self, name: str) -> bool:
        """Whether the statement that gives the module this name may make something else in the next run."""
        return self._evidence_of is not None and self._evidence_of(self.module).says_it_varies(name)

    def unstable_defaults(self, function: types.FunctionType) -> frozenset[str]:
        """The parameters of one of the module's functions whose defaults are other ones in the next run."""
        if self._evidence_of is None or function.__code__.co_filename[:1] == "<":
            return _NOTHING
        return self._evidence_of(self.module).varying_defaults(function.__code__.co_firstlineno)

    @property
    def modules(self) -> list[tuple[str, types.ModuleType]]:
        """The modules that this one has names for, with these."""
        if self._named_modules is None:
            held = [(name, value) for name, value in self._names.items() if type(name) is str and name.isidentifier()]
            self._named_modules = sorted((one for one in held if raw.is_module(one[1])), key=itemgetter(0))
        return self._named_modules

    @property
    def source(self) -> str:
        """The text of the module; empty where it is not known."""
        return self._evidence_of(self.module).text if self._evidence_of is not None else ""

    def own_name(self, value: object) -> str | None:
        """The name that the module, or else a class in it, has for an object which is no plain value."""
        return self._name_here(value) or self._name_in_classes(value)

    def _name_in_classes(self, value: object) -> str | None:
        if self._in_classes is None:
            self._in_classes = {}
            for cls in list(self._names.values()):
                claim = raw.class_claim(cls) if raw.is_class(cls) else None
                if claim is not None and claim[0] == self.module:
                    for name, held in list(raw.class_dict(cls).items()):
                        if type(name) is str and type(held) not in kinds.VALUES:
                            self._in_classes.setdefault(id(held), name)
        return self._in_classes.get(id(value))

    def text(self, annotation: object) -> str:
        """An annotation as text; one that already is text stays as it is."""
        return type_text(annotation) if type(annotation) is str else _finished(self._text(annotation, 0))

    def alias_text(self, alias: object) -> str:
        """What a type alias stands for, as text; its own name does not count."""
        doubts = self.doubts
        is_named = self._name_here(alias) is not None and kinds.is_value(alias)
        text = self.text(alias)
        self.doubts = max(doubts, self.doubts - is_named)
        return text

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

    def _name_by_way(self, value: object, claim: tuple[str, str]) -> str:
        """The name of what this module has no name for: by what it is in, else where it says that it is."""
        known = self._reached.get(id(value))
        if known is None:
            doubts = self.doubts
            claim = _NAMED_BY_TYPES.get(id(value), claim)
            text = self._way_to(value, claim)
            found = text or public_name(value, claim)
            known = self._reached[id(value)] = (value, found, text is None or self.doubts != doubts)
            self.doubts = doubts
        self.doubts += known[2]
        return known[1]

    def _way_to(self, value: object, claim: tuple[str, str]) -> str | None:
        first, _, rest = claim[1].partition(".")
        holder = held_by(claim[0], first)
        if rest and (holder is raw.MISSING or below(holder, rest) is not value):
            return None
        outer = holder if rest else value
        name = self._name_here(outer) or self._name_in_module(outer, first, claim[0])
        return None if name is None else f"{name}.{rest}" if rest else name

    def _name_in_module(self, value: object, leaf: str, module: str, deep: bool = True) -> str | None:
        """The best name of what a module has, by it or packages around it; these have it themselves unless ``deep``."""
        ways: list[Rank] = []
        for name, held_module in self.modules:
            names = raw.module_dict(held_module)
            said = names.get("__name__")
            # Others have it by chance, which nobody would rely on.
            if type(said) is str and f"{module}.".startswith(f"{said}."):
                for way, held in downwards(name, names, module[len(said) + 1 :] if deep else ""):
                    # A private name is written where it is, whoever else has taken it.
                    own = held.get("__name__")
                    is_public = leaf[0] != "_" or (type(own) is str and own == module)
                    if is_public and held.get(leaf, raw.MISSING) is value:
                        ways.append(rank(f"{way}.{leaf}"))
                        break
        # There may be another way to write it.
        self.doubts += len(ways) > 1
        return min(ways)[3] if ways else None

    def _text(self, annotation: Any, depth: int) -> str:
        if depth > _MAX_DEPTH:
            return "..."
        kind = type(annotation)
        if kind is str:
            return type_text(annotation)
        if annotation is None or annotation is type(None):
            return "None"
        if annotation is Ellipsis:
            return "..."
        if kind is list or kind is tuple:
            items = ", ".join(self._text(item, depth + 1) for item in annotation)
            # Among the arguments of a type, a list of parameters has become a tuple.
            return f"[{items}]" if depth or kind is list else f"({items},)" if len(annotation) == 1 else f"({items})"
        if kinds.is_type_alias(annotation) and not raw.is_class(annotation):
            text = self._alias_text(annotation, depth)
            if text is not None:
                # Equal ones may be one object: whether it is the one that has a name does not show.
                self.doubts += self._name_here(annotation) is not None
                return text
        name = self.name_of(annotation)
        if name is not None:
            return name
        claim = raw.class_claim(kind)
        if claim is not None and (claim[0] in (*_TYPING, "annotationlib", "types")):
            forward = raw.attribute(annotation, "__arg__" if sys.version_info >= (3, 14) else "__forward_arg__")
            if type(forward) is str:
                return type_text(forward)
            if claim[1] == "_UnpackGenericAlias":
                return self._unpacked_text(annotation, depth)
            if claim[1] in ("ParamSpecArgs", "ParamSpecKwargs"):
                origin = self._text(raw.attribute(annotation, "__origin__"), depth + 1)
                return f"{origin}.{claim[1][len('ParamSpec') :].lower()}"
            found = raw.attribute(annotation, "__name__")
            if type(found) is str:
                return self._name_here(annotation) or self._name_of_variable(annotation, found)
        self.doubts += kind not in _CONSTANTS
        return self.default_text(annotation)

    def _name_of_variable(self, value: object, name: str) -> str:
        """The name of a type variable or the like that is not one of this module's own."""
        said = kinds.claim_of(value)
        way = self._name_in_module(value, name, said[0], deep=False) if said is not None else None
        if way is None or (said is not None and said[0] in _TYPING):
            return way or name
        # It may be one of a class that says to be from this module, whose own names for it are others.
        self.doubts += 1
        return name

    def _unpacked_text(self, alias: object, depth: int) -> str:
        # ``*Ts`` and ``Unpack[Ts]`` are the same.
        self.doubts += 1
        arguments: Any = raw.attribute(alias, "__args__")
        inner = self._text(arguments[0], depth + 1) if type(arguments) is tuple and len(arguments) == 1 else "..."
        by_name = self._name_here(raw.attribute(alias, "__origin__"))
        return f"*{inner}" if by_name is None and sys.version_info >= (3, 11) else f"{by_name or 'Unpack'}[{inner}]"

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
            self.doubts += not all(type(item) in _CONSTANTS for item in metadata)
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
        is_unpacked = raw.attribute(alias, "__unpacked__") is True
        listed_all = ", ".join(self._text(argument, depth + 1) for argument in arguments)
        return f"{'*' if is_unpacked else ''}{base}[{listed_all}]"

    def _origin_text(self, alias: object, origin: object, depth: int) -> str:
        name = raw.attribute(alias, "_name")
        if type(name) is str and name in typing.__dict__:
            return self._typing_name(name)
        return self._text(origin, depth + 1)

    def _typing_name(self, name: str) -> str:
        value = typing.__dict__.get(name)
        here = self._name_here(value) or self._name_in_module(value, name, "typing")
        self.doubts += here is None
        return here or f"typing.{name}"


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
        scope.doubts += 1
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
            found = _as_written(owner, _as_strings(owner))
        except BaseException:
            found = None
    if found is None:
        found = _ready_annotations(owner)
    texts = {}
    for name, annotation in found.items():
        if type(name) is str:
            doubts = scope.doubts
            text = scope.text(annotation)
            texts[name] = text if scope.doubts == doubts else scope.written(owner, name, text) or text
    return texts


def _as_written(owner: object, texts: Mapping[str, Any]) -> dict[str, Any]:
    """Annotations in the format of strings without names as the compiler or ``typing`` have kept them."""
    qualname = raw.attribute(owner, "__qualname__")
    parts = qualname.split(".") if type(qualname) is str else []
    holder = "".join(parts[-1:] if raw.is_class(owner) else parts[-2:-1]).lstrip("_")
    written = {name: _FORWARD.sub(r"\1", text) for name, text in texts.items()}
    mangled = re.compile(rf"(?<![\w.])_{holder}(?=__\w)")
    return {name: mangled.sub("", text) for name, text in written.items()} if holder else written


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


def _stands_for_parameters(argument: object) -> bool:
    """Whether an argument of Callable is ``...`` or a ParamSpec rather than one parameter."""
    return argument is Ellipsis or raw.class_name(type(argument)) in ("ParamSpec", "_ConcatenateGenericAlias")


_CONSTANTS: Final = frozenset({int, float, complex, bool, str, bytes, type(None), type(Ellipsis)})
_ABSTRACT_CALLABLE: Final = collections.abc.Callable
