"""Gives every module of the explorer builtins of its own.

A package may change ``builtins`` for its own purposes. Functions take their builtins from their module's
``__builtins__`` when they are made, so it has to be there before a module's code runs.
"""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_PACKAGE: Final = __name__.rpartition(".")[0]
_BUILTINS: Final[dict[str, Any]] = dict(builtins.__dict__)


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = _BUILTINS
        super().exec_module(module)


class _Finder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if not name.startswith(_PACKAGE + "."):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def seal() -> None:
    """Stop watching for our modules: all of them are loaded, and the rest is the package's business."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not _Finder]


sys.meta_path.insert(0, _Finder)
