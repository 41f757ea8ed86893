"""What dotted names lead to at run time, whose that is, and whether an id of a shard leads to the same."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import re
import sys
import sysconfig
import types
import warnings
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Optional

from oracle_run import guarded
from uses_scopes import Target

MISSING: Final = object()
#: Of these, two that are equal may be the same object and yet two things.
PLAIN = (int, float, complex, str, bytes, bool, tuple, frozenset, type(None), type(Ellipsis), type(NotImplemented))
#: What only type checkers know, and shards say to be Python's (docs/formats.md).
_OF_PYTHON = ("_typeshed",)
#: They know their names.
_NAMED = (
    *(type, types.FunctionType, types.BuiltinFunctionType),
    *(types.MethodDescriptorType, types.ClassMethodDescriptorType, types.WrapperDescriptorType),
)


@dataclass
class Found:
    """What a name leads to: as `getattr` gives it, and as its holder keeps it."""

    value: Any
    kept: Any
    holder: Any
    name: str
    #: The last module on the way.
    module: str
    #: Names that are not there.
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Owner:
    """Whose a module is: a distribution with its version, Python's (`python`), or nobody's that is known."""

    name: Optional[str]
    version: Optional[str] = None


class Objects:
    """The objects of one process."""

    def __init__(self, distribution: str) -> None:
        self.distribution = _normalised(distribution)
        #: File or folder below a place of distributions → its owner.
        self._files: dict[str, Owner] = {}
        self.owner_of_distribution = Owner(self.distribution, importlib.metadata.version(distribution))
        for found in importlib.metadata.distributions():
            owner = Owner(_normalised(found.metadata["Name"] or ""), found.version)
            for file in found.files or []:
                path = os.path.normpath(str(found.locate_file(file)))
                if path not in self._files or owner.name == self.distribution:
                    self._files[path] = owner
        paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
        self._library = tuple(os.path.join(os.path.realpath(path), "") for path in paths if path)
        self._owners: dict[str, Owner] = {}
        self._follow: dict[Target, Optional[Found]] = {}
        self._ids: dict[str, Optional[Found]] = {}

    def is_ours(self, module: str) -> bool:
        """Whether a module is of the distribution."""
        return self.owner(module).name == self.distribution

    def owner(self, module: str) -> Owner:
        """Whose a module is."""
        if module not in self._owners:
            self._owners[module] = self._find_owner(module)
        return self._owners[module]

    def _find_owner(self, module: str) -> Owner:
        top = module.split(".")[0]
        names = (*sys.builtin_module_names, *getattr(sys, "stdlib_module_names", ()), *_OF_PYTHON)
        if top in names:
            return Owner("python")
        loaded = sys.modules.get(module)
        spec = getattr(loaded, "__spec__", None)
        if loaded is None:
            spec = guarded(partial(importlib.util.find_spec, module), None)
        origin = getattr(spec, "origin", None) or getattr(loaded, "__file__", None)
        if isinstance(origin, str):
            path = os.path.normpath(origin)
            if path in self._files:
                return self._files[path]
            real = os.path.realpath(path)
            if real.startswith(self._library) and "-packages" not in real:
                return Owner("python")
        for folder in getattr(spec, "submodule_search_locations", None) or ():
            inside = os.path.join(os.path.normpath(str(folder)), "")
            owners = {owner for path, owner in self._files.items() if path.startswith(inside)}
            if len(owners) == 1:
                return owners.pop()
        # What an extension makes below itself has no file.
        above = module.rpartition(".")[0]
        return self.owner(above) if above and spec is None else Owner(None)

    def follow(self, target: Target) -> Optional[Found]:
        """What a module has under names; None where the module can't be imported."""
        if target not in self._follow:
            self._follow[target] = guarded(partial(self._find, target, imports=False), None)
        return self._follow[target]

    def by_id(self, identifier: str) -> Optional[Found]:
        """What an id of a shard means here: below the longest module where all of its names are there."""
        if identifier not in self._ids:
            self._ids[identifier] = guarded(partial(self._find_id, identifier), None)
        return self._ids[identifier]

    def _find_id(self, identifier: str) -> Optional[Found]:
        module, colon, below = identifier.partition(":")
        if colon:
            return self._find(Target(module, tuple(below.split("."))), imports=False)
        parts = identifier.split(".")
        best: Optional[Found] = None
        for length in range(len(parts), 0, -1):
            target = Target(".".join(parts[:length]), tuple(parts[length:]))
            found = self._find(target, imports=False)
            if found is not None and not found.rest:
                return found
            best = best or found
        return best

    def _find(self, target: Target, *, imports: bool) -> Optional[Found]:
        module = load(target.module)
        if module is MISSING:
            return None
        at = Found(module, module, None, target.module.rpartition(".")[2], target.module)
        for index, name in enumerate(target.names):
            value = _get(at.value, name)
            if value is MISSING and imports and isinstance(at.value, types.ModuleType):
                value = load(f"{at.value.__name__}.{name}")
            if value is MISSING:
                at.rest = target.names[index:]
                return at
            inner = _module_name(value, f"{at.module}.{name}") if isinstance(value, types.ModuleType) else at.module
            at = Found(value, kept(at.value, name, value), at.value, name, inner)
        return at

    def imported(self, target: Target) -> Optional[Found]:
        """What `from … import …` gives, which loads a module if need be."""
        return guarded(partial(self._find, target, imports=True), None)  # type: ignore[no-any-return]

    def home(self, found: Found) -> Optional[Target]:
        """Where a class, function or module says that it is defined, if it is there."""
        value = found.value if isinstance(found.value, types.ModuleType) else behind(found.kept)
        if isinstance(value, types.ModuleType):
            return Target(value.__name__, ()) if sys.modules.get(value.__name__) is value else None
        holder = getattr(value, "__objclass__", value)
        module, name = getattr(holder, "__module__", None), getattr(value, "__qualname__", None)
        # What is bound to an object that is not to be seen is a thing of its own.
        is_bound = isinstance(found.kept, types.MethodType)
        if is_bound or not isinstance(value, _NAMED) or not isinstance(module, str) or not isinstance(name, str):
            return None
        target = Target(module, tuple(name.split(".")))
        there = self.follow(target) if module in sys.modules else None
        return target if there is not None and not there.rest and behind(there.kept) is value else None


def _module_name(module: types.ModuleType, written: str) -> str:
    """What a module is called: as it says, if it is loaded under that, else by the way to it."""
    name = vars(module).get("__name__")
    return name if isinstance(name, str) and sys.modules.get(name) is module else written


def load(module: str) -> Any:
    """Import a module; `MISSING` where that fails."""
    if module in sys.modules:
        return sys.modules[module] if sys.modules[module] is not None else MISSING
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(module)
        except (Exception, SystemExit):
            return MISSING


def _get(holder: Any, name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return getattr(holder, name)
        except Exception:
            # What is abstract or not implemented is there all the same.
            return kept(holder, name, MISSING)


def kept(holder: Any, name: str, otherwise: Any) -> Any:
    """What a holder, or a class that it has it from, keeps under a name."""
    own = getattr(holder, "__dict__", {})
    if not isinstance(holder, type) and name in own:
        return own[name]
    for cls in [*(holder.__mro__ if isinstance(holder, type) else ()), *type(holder).__mro__]:
        if name in vars(cls):
            return vars(cls)[name]
    return otherwise


def behind(value: Any) -> Any:
    """The function behind what a class makes of it."""
    for _ in range(5):
        if isinstance(value, (classmethod, staticmethod, types.MethodType)):
            value = value.__func__
        elif isinstance(value, property) and value.fget is not None:
            value = value.fget
    return value


def same(one: Found, other: Found) -> bool:
    """Whether two names lead to the same thing."""
    if one.rest != other.rest:
        return _is_attribute_of(one, other) or _is_attribute_of(other, one)
    if one.kept is other.kept and not isinstance(one.kept, PLAIN):
        return True
    if isinstance(one.value, PLAIN) or isinstance(other.value, PLAIN):
        is_equal = equal(one.value, other.value)
        # A member of an enumeration is itself, whatever it is called.
        return is_equal and (one.name == other.name or (one.value is other.value and hasattr(one.value, "_name_")))
    ids = [
        {id(each) for each in (one_of.value, one_of.kept, behind(one_of.kept), behind(one_of.value))}
        for one_of in (one, other)
    ]
    return bool(ids[0] & ids[1])


def equal(one: Any, other: Any) -> bool:
    """Whether two are of one type and equal, as far as they can be compared."""
    try:
        return one is other or (type(one) is type(other) and bool(one == other))
    except Exception:
        return False


def _is_attribute_of(of_class: Found, of_instance: Found) -> bool:
    """Whether one names an attribute that instances of a class have, by the class, and the other by an instance."""
    cls = of_class.value
    return (
        isinstance(cls, type)
        and not of_instance.rest
        and len(of_class.rest) == 1
        and of_class.rest[0] == of_instance.name
        and isinstance(of_instance.holder, cls)
    )


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
