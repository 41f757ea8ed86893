"""What an object is, and where it claims to have been defined."""

from __future__ import annotations

import collections.abc
import decimal
import enum
import fractions
import functools
import re
import sys
import types
import typing
from collections.abc import Mapping
from typing import Any, Final, Optional

from . import described, raw

Claim = Optional[tuple[str, str]]

_lru_cache_wrapper: Final = type(functools.lru_cache(maxsize=None)(lambda: None))
_WRAPPER_DESCRIPTORS: Final = (types.WrapperDescriptorType, types.MethodDescriptorType)
# From 3.9 on, methods in C that want to know their class are of a kind of their own, which has no name anywhere.
BUILTINS: Final = frozenset({types.BuiltinFunctionType, *types.BuiltinFunctionType.__subclasses__()})
# What has its instance or class with it, and is called without.
BOUND: Final = frozenset({*BUILTINS, types.MethodType, types.MethodWrapperType})
_ROUTINES: Final = frozenset(
    {
        *BUILTINS,
        types.FunctionType,
        types.MethodType,
        types.MethodWrapperType,
        types.WrapperDescriptorType,
        types.MethodDescriptorType,
        _lru_cache_wrapper,
        functools.partialmethod,
        functools.singledispatchmethod,
    }
)

# Functions of the compilers and binding generators; their types belong to no module that could be asked for them.
_FOREIGN_ROUTINES: Final = frozenset(
    {
        "cython_function_or_method",
        "fused_cython_function",
        "instancemethod",
        "methoddescriptor",
        "nb_func",
        "nb_method",
        "pybind11_builtin",
    }
)

_NAMES_OF_TYPING: Final = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "TypeAliasType"})
# Those of them that are made in C, from 3.12 on: they keep their module where only asking for it finds it.
_NAMED_IN_C: Final = frozenset(
    kind for kind in (getattr(typing, name, None) for name in _NAMES_OF_TYPING) if isinstance(kind, type)
)
_MOST_WRAPPERS: Final = 50

# The kinds of nodes that are called.
ROUTINES: Final = frozenset({"function", "method", "classmethod", "staticmethod"})

# By class, which is kept so that its id stays its own.
_proxies: dict[int, tuple[type, bool]] = {}
_BINDING: Final = (staticmethod, classmethod, property)
SLOTS: Final = (types.GetSetDescriptorType, types.MemberDescriptorType)
# What keeps a function, or a static or class method, and acts like that in a class.
_OVER_METHODS: Final = frozenset({functools.partialmethod, functools.singledispatchmethod})
# What is another object for each name that it is given, though the function behind has a name of its own.
_NAMELESS: Final = frozenset({types.MethodType, functools.partialmethod})
# Up to 3.12 a class method asks what it keeps for what that gives.
_HAS_CLASS_PROPERTIES: Final = sys.version_info < (3, 13)

# Equal ones are often one and the same object by accident (constants, caches), so being the same says nothing.
VALUES: Final = frozenset(
    {
        int,
        float,
        complex,
        bool,
        str,
        bytes,
        tuple,
        frozenset,
        range,
        slice,
        re.Pattern,
        decimal.Decimal,
        fractions.Fraction,
        type(None),
        type(Ellipsis),
        type(NotImplemented),
    }
)

_concatenated: Final[Any] = (
    typing.Concatenate[int, typing.ParamSpec("_P")] if hasattr(typing, "Concatenate") else typing.List[int]
)
# What ``typing`` has one of each: List, Tuple, Callable without arguments.
_SPECIAL_ALIASES: Final = frozenset({type(typing.List), type(typing.Tuple), type(typing.Callable)})
_GENERIC_ALIASES: Final = frozenset(
    kind
    for kind in (
        types.GenericAlias,
        getattr(types, "UnionType", None),
        getattr(typing, "Union", None),
        type(typing.List[int]),
        type(_concatenated),
        type(typing.Callable[[int], int]),
        type(typing.Union[int, str]),
        type(typing.Literal[1]),
        type(typing.Annotated[int, 1]) if hasattr(typing, "Annotated") else None,
        type(collections.abc.Callable[[int], int]),
    )
    if isinstance(kind, type)
)

_property_set: Final = property.__dict__["fset"].__get__
_static_function: Final = staticmethod.__dict__["__func__"].__get__
_class_function: Final = classmethod.__dict__["__func__"].__get__


def is_value(value: object) -> bool:
    """Whether this is a plain value: being the same object in two places means nothing."""
    kind = type(value)
    return kind in VALUES or kind in _GENERIC_ALIASES


def is_type_alias(value: object) -> bool:
    """Whether this is a type expression: a generic alias, a union, a NewType, a ``type`` statement's object."""
    kind = type(value)
    if kind in _GENERIC_ALIASES or kind in _SPECIAL_ALIASES:
        return True
    if kind is types.FunctionType:
        return "__supertype__" in raw.instance_dict(value)
    claim = raw.class_claim(kind)
    return (
        claim is not None and claim[0] in ("typing", "typing_extensions") and claim[1] in ("NewType", "TypeAliasType")
    )


def is_special_alias(value: object) -> bool:
    """Whether this is one of those that ``typing`` has one each of: ``List``, ``Mapping``."""
    return type(value) in _SPECIAL_ALIASES


def is_routine(value: object) -> bool:
    """Whether this is something made by ``def``, or made to be called like that."""
    kind = type(value)
    if kind in _ROUTINES or raw.class_name(kind) in _FOREIGN_ROUTINES:
        return True
    if type(behind_proxy(value)) in _ROUTINES:
        return True
    # Callable objects that stand for a function: functools.update_wrapper leaves these behind.
    own = raw.instance_dict(value)
    return (
        "__wrapped__" in own
        and "__qualname__" in own
        and type(own["__wrapped__"]) is not type(None)
        and raw.class_attribute(kind, "__call__") is not raw.MISSING
    )


def behind_proxy(value: object) -> object:
    """What an object stands for that keeps it in a slot called ``__wrapped__``, as those of wrapt do; else MISSING."""
    kind = type(value)
    known = _proxies.get(id(kind))
    if known is None:
        known = _proxies[id(kind)] = (kind, _is_proxy(kind))
    return raw.attribute(value, "__wrapped__") if known[1] else raw.MISSING


def _is_proxy(kind: type) -> bool:
    slot = raw.class_attribute(kind, "__wrapped__")
    # Static and class methods have such a slot themselves.
    if type(slot) not in SLOTS or any(raw.is_subclass(kind, one) for one in _BINDING):
        return False
    # A getter in C may make what it gives, as that of wrapt's lazy proxies does; those that wrap functions have it.
    return type(slot) is types.MemberDescriptorType or raw.class_attribute(kind, "_self_wrapper") is not raw.MISSING


def enum_name(value: object) -> str | None:
    """The name under which this is a member of its enumeration; None when it isn't one."""
    cls = type(value)
    if not raw.is_subclass(type(cls), enum.EnumMeta):
        return None
    name = raw.instance_dict(value).get("_name_")
    members = raw.class_dict(cls).get("_member_map_")
    if type(name) is str and type(members) is dict and members.get(name) is value:
        return name
    return None


def kind_in_module(value: object) -> str:
    """The kind of node that a module's global is."""
    if raw.is_module(value):
        return "module"
    if raw.is_class(value):
        return "class"
    if is_type_alias(value):
        return "typeAlias"
    if is_routine(value):
        return "function"
    if enum_name(value) is not None:
        return "enumMember"
    return "data"


def kind_in_class(value: object) -> str:
    """The kind of node that something in a class's body is."""
    kind = type(value)
    if kind is types.FunctionType:
        return "method"
    if raw.is_class(value):
        return "class"
    if raw.is_subclass(kind, staticmethod) or kind in BOUND:
        return "staticmethod"
    if raw.is_subclass(kind, classmethod):
        return "property" if is_class_property(value) else "classmethod"
    if kind is types.ClassMethodDescriptorType:
        return "classmethod"
    if raw.is_subclass(kind, property):
        return "property"
    if kind in SLOTS:
        return "descriptor"
    if kind in VALUES:
        return "data"
    if raw.is_module(value):
        return "module"
    return _rare_kind_in_class(value)


def is_class_property(value: object) -> bool:
    """Whether a class method is over a property, and this Python has such a thing: it is read, not called."""
    return _HAS_CLASS_PROPERTIES and raw.is_subclass(type(_class_function(value)), property)


def _rare_kind_in_class(value: object) -> str:
    kind = type(value)
    if kind in _OVER_METHODS:
        held = raw.instance_dict(value).get("func")
        return kind_in_class(held) if type(held) in (staticmethod, classmethod) else "method"
    if is_routine(value):
        return "method"
    if enum_name(value) is not None:
        return "enumMember"
    if is_type_alias(value):
        return "typeAlias"
    said = described.kind_of(value)
    if said is not None:
        return said
    held = behind_proxy(value)
    if type(held) in _BINDING:
        return kind_in_class(held)
    if raw.class_attribute(kind, "__get__") is not raw.MISSING:
        # functools.cached_property, types.DynamicClassAttribute and everybody's own.
        return "property" if "property" in raw.class_name(kind).lower() else "descriptor"
    return "data"


_WRAPPED: Final = ("func", "fget", "__wrapped__", "wrapped", "_func", "function", "method", "dispatcher")


def wrapped_function(value: object) -> object:
    """The function behind a static or class method, a property or another descriptor; None where there is none."""
    kind = type(value)
    if kind is types.FunctionType and not raw.instance_dict(value):
        return None
    if raw.is_subclass(kind, staticmethod):
        return _static_function(value)
    if raw.is_subclass(kind, classmethod):
        held = _class_function(value)
        return wrapped_function(held) if is_class_property(value) else held
    if raw.is_subclass(kind, property):
        return raw.property_getter(value) or _property_set(value)
    if kind in VALUES:
        return None
    own = raw.instance_dict(value)
    if kind in _OVER_METHODS:
        held = own.get("func")
        return wrapped_function(held) if type(held) in (staticmethod, classmethod) else held
    if raw.is_class(own.get("__wrapped__")):
        # What stands for a class has the names of that among its own.
        return None
    for name in _WRAPPED if own else ():
        found = own.get(name)
        if found is not None and type(found) in _ROUTINES:
            return found
    held = behind_proxy(value)
    if type(held) in _BINDING:
        return wrapped_function(held)
    return held if type(held) in _ROUTINES else None


def class_behind(value: object) -> Optional[type]:
    """The class that a function or another callable stands for, as ``functools.wraps`` leaves it behind."""
    for _ in range(_MOST_WRAPPERS):
        following = raw.instance_dict(value).get("__wrapped__")
        if following is None or raw.is_class(value):
            return None
        if raw.is_class(following):
            return following
        value = following
    return None


def claim_of(value: Any) -> Claim:
    """Module and qualified name where the object says it is defined; None where it says nothing."""
    kind = type(value)
    if kind is types.FunctionType:
        return _texts(value.__module__, value.__qualname__)
    if raw.is_class(value):
        return raw.class_claim(value)
    if kind in VALUES or kind in _GENERIC_ALIASES or kind in _SPECIAL_ALIASES or kind in _NAMELESS:
        return None
    if kind in _WRAPPER_DESCRIPTORS or kind in SLOTS or kind is types.ClassMethodDescriptorType:
        return _below(raw.class_claim(value.__objclass__), value.__name__)
    if kind in BUILTINS:
        return _claim_of_builtin(value)
    name = enum_name(value)
    if name is not None:
        return _below(raw.class_claim(kind), name)
    inner = wrapped_function(value)
    if inner is not None and type(inner) is types.FunctionType:
        return claim_of(inner)
    return _claim_by_attributes(value)


@functools.cache
def _given_by_types() -> dict[int, str]:
    """The names that the module types has for classes only when it is asked for these: from 3.13 on."""
    found = {}
    for name in types.__all__:
        if name not in types.__dict__:
            try:
                found[id(getattr(types, name))] = name
            except Exception:
                continue
    return found


def name_in_types(cls: type) -> str | None:
    """The name that the module types gives a class of C only when it is asked for that."""
    return _given_by_types().get(id(cls))


def _claim_of_builtin(value: Any) -> Claim:
    try:
        owner, qualname, module = value.__self__, value.__qualname__, value.__module__
    except Exception:
        return None
    if owner is None or raw.is_module(owner):
        if type(module) is not str and owner is not None:
            module = raw.module_dict(owner).get("__name__")
        return _texts(module, qualname)
    if raw.is_class(owner):
        return _below(raw.class_claim(owner), value.__name__)
    return None


def _claim_by_attributes(value: object) -> Claim:
    own = raw.instance_dict(value)
    if is_routine(value):
        qualname = raw.attribute(value, "__qualname__")
    elif is_named_by_typing(value):
        qualname = raw.attribute(value, "__name__")
    else:
        return described.claim_of(value)
    return _texts(_module_said(value, own), qualname)


def _module_said(value: object, own: Mapping[str, Any]) -> object:
    if "__module__" in own:
        return own["__module__"]
    if type(value) in _NAMED_IN_C:
        try:
            return object.__getattribute__(value, "__module__")
        except Exception:
            return None
    return raw.attribute(value, "__module__")


def is_named_by_typing(value: object) -> bool:
    """Whether this is a type variable or the like: it says its module and the name it was given, not where it is."""
    claim = raw.class_claim(type(value))
    return claim is not None and claim[0] in ("typing", "typing_extensions") and claim[1] in _NAMES_OF_TYPING


def _below(owner: Claim, name: object) -> Claim:
    if owner is None or type(name) is not str:
        return None
    return owner[0], f"{owner[1]}.{name}"


def _texts(module: object, qualname: object) -> Claim:
    if type(module) is str and type(qualname) is str and module and qualname:
        return module, qualname
    return None
