"""Names that a package gives to something else than its submodule of that name, and loses when that is imported."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from ..looking import raw


class HiddenNames:
    """Remembers them as they are once the package was imported, which is what who imports no more than it gets."""

    def __init__(self, modules: Iterable[str]) -> None:
        """Take the names of all modules that will be imported."""
        self._below: dict[str, list[str]] = {}
        for name in modules:
            parent = name.rpartition(".")[0]
            if parent:
                self._below.setdefault(parent, []).append(name)
        self._kept: dict[str, Any] = {}

    def note(self, package: str) -> None:
        """Remember what a package that was just imported has under the names of modules that nobody has imported."""
        module = sys.modules.get(package)
        if package not in self._below or not raw.is_module(module):
            return
        names = raw.module_dict(module)
        for name in self._below[package]:
            leaf = name.rpartition(".")[2]
            if leaf in names and name not in sys.modules and not raw.is_module(names[leaf]):
                self._kept.setdefault(name, names[leaf])

    def hides(self, name: str) -> bool:
        """Whether a module, or a package that it is in, should be imported after those that see the other object."""
        while name:
            if name in self._kept:
                return True
            name = name.rpartition(".")[0]
        return False

    def put_back(self) -> None:
        """Give the names to what had them, where the module has taken them over."""
        for name, value in self._kept.items():
            parent, _, leaf = name.rpartition(".")
            holder, module = sys.modules.get(parent), sys.modules.get(name)
            if raw.is_module(holder) and module is not None and raw.module_dict(holder).get(leaf) is module:
                raw.module_dict(holder)[leaf] = value
