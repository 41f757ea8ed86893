"""The names that a module or a class holds of its own, and what is behind each."""

from __future__ import annotations

import enum
import sys
import typing
from collections.abc import Mapping, Set
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

from ..wire.texts import OddName
from . import kinds, raw
from .caution import caution
from .lazy import Report, announced_by_module, fill, has_own_access, hinted_by_module, is_lazy, made_by_metaclass
from .slotted import cached_properties

# What the interpreter keeps there for itself, or what a node says in a field of its own.
BOOKKEEPING_OF_MODULES: Final = frozenset(
    {
        "__annotate__",
        "__annotate_func__",
        "__annotations__",
        "__builtins__",
        "__cached__",
        "__conditional_annotations__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
        "__warningregistry__",
    }
)
BOOKKEEPING_OF_CLASSES: Final = frozenset(
    {
        "__abstractmethods__",
        "__annotate__",
        "__annotate_func__",
        "__annotations__",
        "__annotations_cache__",
        "__classdictcell__",
        "__dict__",
        "__doc__",
        "__firstlineno__",
        "__module__",
        "__non_callable_proto_members__",
        "__orig_bases__",
        "__parameters__",
        "__protocol_attrs__",
        "__qualname__",
        "__static_attributes__",
        "__type_params__",
        "__weakref__",
        "_abc_impl",
        "_is_protocol",
        "_is_runtime_protocol",
    }
)
_OVERLOADED: Final = getattr(typing, "_overload_dummy", raw.MISSING)
BOOKKEEPING_OF_ENUMS: Final = frozenset(
    {
        "_all_bits_",
        "_boundary_",
        "_flag_mask_",
        "_generate_next_value_",
        "_hashable_values_",
        "_inverted_",
        "_member_map_",
        "_member_names_",
        "_member_type_",
        "_new_member_",
        "_singles_mask_",
        "_unhashable_values_",
        "_unhashable_values_map_",
        "_use_args_",
        "_value2member_map_",
        "_value_repr_",
    }
)


def names_in_module(module: object, report: Report) -> dict[str, Any]:
    """A module's globals; of a lazy one (PEP 562, or a class of its own) also what it says it has.

    Looking those up runs the package's code.
    """
    found: dict[Any, Any] = {}
    globals_: Mapping[str, Any] = {}
    if raw.is_module(module):
        globals_ = raw.module_dict(module)
        found.update(globals_of(module))
    else:
        found.update(names_of_stand_in(module))
    if is_lazy(module) and not caution.forbids_code:
        announced = _exported_lazily(module, globals_, found)
        for name in announced_by_module(module, announced, report):
            if name not in found and name not in BOOKKEEPING_OF_MODULES:
                try:
                    found[name] = getattr(module, name)
                except AttributeError as error:
                    if name in announced:
                        report(name, error)
                except BaseException as error:
                    report(name, error)
        for name in hinted_by_module(module):
            if name not in found and name not in BOOKKEEPING_OF_MODULES:
                try:
                    found[name] = getattr(module, name)
                except BaseException:
                    # Nobody has said that it is there.
                    continue
    return found


def globals_of(module: ModuleType) -> dict[str, Any]:
    """A module's globals, but for what the interpreter keeps there."""
    return _without(BOOKKEEPING_OF_MODULES, raw.module_dict(module))


def names_of_stand_in(value: object) -> dict[Any, Any]:
    """What is known of an object that a module has put in its own place, without running its code.

    That is: its own attributes, those of its class, and the globals of the module, where the object has kept that. What
    can be called is as a call from outside has it.
    """
    found: dict[Any, Any] = {}
    if raw.is_class(value):
        for cls in reversed(raw.class_mro(value)):
            if raw.is_heap_type(cls):
                names = {
                    name: held for name, held in names_in_class(cls).items() if cls is value or not _is_special(name)
                }
                found.update((name, _of_class(held, value)) for name, held in names.items())
    else:
        for cls in reversed(raw.class_mro(type(value))):
            if raw.is_heap_type(cls):
                names = names_in_class(cls)
                found.update((name, _bound(held, value)) for name, held in names.items() if not _is_special(name))
    own = raw.instance_dict(value)
    for kept in list(own.values()):
        if raw.is_module(kept) and _stands_in_for(value, kept):
            found.update(globals_of(kept))
    found.update(_without(BOOKKEEPING_OF_MODULES, own))
    return found


def names_through_proxy(cls: type) -> dict[str, Any]:
    """The names that a class has which only a proxy leads to, inherited ones too: of itself it is no node."""
    found: dict[str, Any] = {}
    for base in reversed(raw.class_mro(cls)):
        if raw.is_heap_type(base):
            found.update(names_in_class(base))
    return found


def _is_special(name: object) -> bool:
    """Whether an instance has it for what it is, rather than for what the module is that it stands for."""
    return type(name) is str and name[:2] == name[-2:] == "__"


def _stands_in_for(value: object, module: ModuleType) -> bool:
    name = raw.module_dict(module).get("__name__")
    return type(name) is str and sys.modules.get(name) is value


def _bound(held: Any, instance: object) -> object:
    """What an instance gives for a name of its class: methods are functions then, without what they are of."""
    kind = type(held)
    if kind is FunctionType or (kinds.is_routine(held) and kinds.kind_in_class(held) == "method"):
        return _method(held, instance)
    return _of_class(held, type(instance))


def _of_class(held: Any, cls: type) -> object:
    """What a class gives for one of its names."""
    if raw.is_subclass(type(held), staticmethod):
        return kinds.wrapped_function(held)
    if raw.is_subclass(type(held), classmethod) and not kinds.is_class_property(held):
        return _method(kinds.wrapped_function(held), cls)
    return held


def _method(function: Any, holder: object) -> object:
    try:
        return MethodType(function, holder)
    except TypeError:
        # Called by nobody but what keeps it.
        return function


def exported_names(names: Any) -> list[str] | None:
    """What ``__all__`` lists, sorted; None where it isn't a list of texts."""
    if type(names) not in (list, tuple, set, frozenset):
        if not raw.is_subclass(type(names), list):
            return None
        names = list.copy(names)
    listed = list(names)
    if not all(type(name) is str for name in listed):
        return None
    return sorted(set(listed))


def is_made_up(cls: type) -> bool:
    """Whether some of the names of a class can only be had by running code of its metaclass, and that is allowed."""
    is_enum = raw.is_subclass(type(cls), enum.EnumMeta)
    return not is_enum and not caution.forbids_code and has_own_access(cls)


def names_in_class(cls: type, *, ask: bool = False) -> dict[str, Any]:
    """The names of a class's own body; of an enumeration its members too.

    With ``ask`` its metaclass, where that makes names up, is asked for them, which runs the package's code.
    """
    if ask:
        fill(cls)
    body = raw.class_dict(cls)
    omitted = BOOKKEEPING_OF_CLASSES
    members = None
    if raw.is_subclass(type(cls), enum.EnumMeta):
        omitted = omitted | BOOKKEEPING_OF_ENUMS
        members = body.get("_member_map_")
    found = _without(omitted, body)
    # All others have these from it.
    defined = "__doc__" if cls is object else "_generate_next_value_" if cls is enum.Enum else ""
    if defined in body:
        found[defined] = body[defined]
    found.update(cached_properties(cls))
    if type(members) is dict:
        found.update((name, member) for name, member in members.items() if kinds.enum_name(member) is not None)
    elif ask:
        found.update((name, value) for name, value in made_by_metaclass(cls) if name not in omitted)
    return found


def has_only_overloads(value: object) -> bool:
    """Whether this is the one thing that ``typing.overload`` leaves of every function that has variants only."""
    return value is _OVERLOADED


def is_made_of(found: object, value: object) -> bool:
    """Whether this is a static or class method that was made of a function: enumerations have the function itself."""
    return type(found) in (staticmethod, classmethod) and kinds.wrapped_function(found) is value


def names_in_function(function: FunctionType) -> dict[str, Any]:
    """The public classes and functions that a function has as attributes; what else is there is marks and notes."""
    return {
        name: held
        for name, held in function.__dict__.items()
        if type(name) is str and name[:1] != "_" and (raw.is_class(held) or kinds.is_routine(held))
    }


def _without(omitted: Set[str], names: Mapping[Any, Any]) -> dict[Any, Any]:
    texts: dict[Any, Any] = {name: value for name, value in names.items() if type(name) is str and name not in omitted}
    texts.update((OddName(name), value) for name, value in names.items() if type(name) is not str)
    return texts


def _exported_lazily(module: object, globals_: Mapping[str, Any], found: dict[Any, Any]) -> set[str]:
    """What a lazy module exports; ``__all__`` itself may be lazy too."""
    if "__all__" not in globals_:
        try:
            names = module.__all__  # type: ignore[attr-defined]
        except BaseException:
            return set()
        if exported_names(names) is not None:
            found["__all__"] = names
    return set(exported_names(found.get("__all__")) or ())
