"""What modules give each other by star imports, and what they list in ``__all__``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Callable, Final, Optional

from ...installed.ownership import STANDARD, Ownership
from ...looking import raw
from ...places.entities import Entity
from ..reading.scopes import Binding, Import, ModuleScan, Parts, Scope
from .library import Library

_MAX_STEPS: Final = 100

# Gives the scan of a module, ours or another distribution's; None where its file can't be read.
ScanOf = Callable[[str], Optional[ModuleScan]]


class Exports:
    """Knows the names of scopes, with those of star imports."""

    def __init__(
        self,
        scan_of: ScanOf,
        ownership: Ownership,
        library: Library,
        submodules: Mapping[str, Sequence[str]],
        resolve: Callable[[Scope, Parts], Optional[Entity]],
    ) -> None:
        """``submodules`` are package → names; ``resolve`` gives what a dotted name means in a scope."""
        self._scan_of = scan_of
        self._ownership = ownership
        self._library = library
        self._submodules = submodules
        self._resolve = resolve
        self._names: dict[int, dict[str, Binding]] = {}
        self._exports: dict[str, Optional[list[str]]] = {}

    def of(self, scope: Scope) -> dict[str, Binding]:
        """The names of a scope, with those of star imports."""
        if not scope.stars:
            return scope.bindings
        known = self._names.get(id(scope))
        if known is not None:
            return known
        # While it is worked out, those who import it in a circle see what it has by itself.
        self._names[id(scope)] = names = dict(scope.bindings)
        for order, module in scope.stars:
            for name, binding in self.starred(module):
                there = names.get(name)
                if there is None or (there.order < order and not self._comes_back(binding, there)):
                    names[name] = Binding(Import(module, name), order, binding.typing_only, True)
        return names

    def _comes_back(self, binding: Binding, own: Binding) -> bool:
        """Whether what a star import gives is what the module has by itself: others have it from there."""
        following: Optional[Binding] = binding
        for _ in range(_MAX_STEPS):
            what = following.what if following is not None and following is not own else None
            scan = self._scan_of(what.module) if isinstance(what, Import) else None
            if scan is None or not isinstance(what, Import) or what.name is None:
                break
            following = self.of(scan.scope).get(what.name)
        return following is own

    def listed(self, scope: Scope) -> Optional[list[str]]:
        """What a module's ``__all__`` lists, sorted; None where that isn't known."""
        module = scope.module.name
        if module not in self._exports:
            self._exports[module] = None
            found: Optional[list[str]] = None
            if scope.exported is not None:
                found = []
                for name in scope.exported:
                    if name.endswith(".__all__"):
                        other = self._resolve(scope, tuple(name.split("."))[:-1])
                        scan = self._scan_of(other.value) if other is not None and type(other.value) is str else None
                        found += (self.listed(scan.scope) if scan is not None else None) or []
                    else:
                        found.append(name)
            self._exports[module] = sorted(set(found)) if found is not None else None
        return self._exports[module]

    def starred(self, module: str) -> Iterable[tuple[str, Binding]]:
        """What ``from module import *`` gives."""
        if self._ownership.owner(module) is STANDARD:
            return self._starred_of_library(module)
        scan = self._scan_of(module)
        if scan is None:
            return ()
        names = self.of(scan.scope)
        exported = self.listed(scan.scope)
        if exported is None:
            return [(name, names[name]) for name in names if not name.startswith("_") and names[name].reexported]
        below = set(self._submodules.get(module, ()))
        return [
            (name, names.get(name) or Binding(Import(module, name), 0, False, True))
            for name in exported
            if name in names or name in below
        ]

    def _starred_of_library(self, module: str) -> list[tuple[str, Binding]]:
        found = self._library.module(module)
        if found is None:
            return []
        names = raw.module_dict(found)
        listed = names.get("__all__") or [name for name in names if not name.startswith("_")]
        return [(name, Binding(Import(module, name), 0, False, True)) for name in listed]
