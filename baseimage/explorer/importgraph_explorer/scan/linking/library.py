"""Python's own library: what a name in it is, found by importing it. It is not a package's code."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any, Final, Optional

from ...installed.ownership import standard_modules
from ...looking import raw

# What they do when they are imported is more than to define something.
_LEFT_ALONE: Final = frozenset(
    {"__main__", "antigravity", "idlelib", "lib2to3", "pip", "setuptools", "test", "this", "tkinter", "turtledemo"}
)
_MAX_IMPORTS: Final = 300


class Library:
    """Looks things up in the standard library."""

    def __init__(self) -> None:
        """From here on nothing else can be imported: a package's module would else stand in for one of Python's."""
        kept = {os.path.realpath(path) for path in _standard_paths()}
        sys.path[:] = [path for path in sys.path if path and os.path.realpath(path) in kept]
        self._names = standard_modules()
        self._exists: dict[str, bool] = {}
        self._modules: dict[str, Optional[ModuleType]] = {}

    def exists(self, top: str) -> bool:
        """Whether this Python has a module of this name, with no dots in it; some are only there on other systems."""
        if top not in self._exists:
            self._exists[top] = top in self._names and (
                top in sys.builtin_module_names or top in sys.modules or PathFinder.find_spec(top, sys.path) is not None
            )
        return self._exists[top]

    def module(self, name: str) -> Optional[ModuleType]:
        """A module; None where there is none, or it has to be left alone."""
        if name not in self._modules:
            self._modules[name] = self._import(name)
        return self._modules[name]

    def member(self, module: str, name: str) -> Any:
        """What a module has under this name, a submodule too; else MISSING."""
        found = self.module(module)
        if found is None:
            return raw.MISSING
        value = raw.module_dict(found).get(name, raw.MISSING)
        if value is not raw.MISSING or "__path__" not in raw.module_dict(found):
            return value
        below = self.module(f"{module}.{name}")
        return raw.MISSING if below is None else below

    def _import(self, name: str) -> Optional[ModuleType]:
        top = name.partition(".")[0]
        if not self.exists(top) or not _LEFT_ALONE.isdisjoint(name.split(".")) or top.startswith(("_test", "xx")):
            return None
        if len(self._modules) > _MAX_IMPORTS and name not in sys.modules:
            return None
        try:
            import_module(name)
        except BaseException:
            return None
        return sys.modules.get(name)


def _standard_paths() -> list[str]:
    folder = os.path.dirname(os.__file__)
    named = sysconfig.get_paths()
    version = f"python{sys.version_info[0]}{sys.version_info[1]}.zip"
    paths = [folder, named["stdlib"], named["platstdlib"]]
    return [*paths, *(os.path.join(path, "lib-dynload") for path in paths), os.path.join(folder, "..", version)]
