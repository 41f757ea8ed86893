"""How modules are found: the importer's lists, and whether they still find the right ones."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import _bootstrap
from importlib.machinery import FileFinder
from itertools import islice
from operator import is_
from os import stat
from stat import S_ISDIR
from typing import Any, Callable, Final, Optional

from ..looking import raw

# No module has this name: whoever finds one finds anything.
_NO_MODULE: Final = "_importgraph_no_such_module"
_MOST_ENTRIES: Final = 1000
_METHODS: Final = frozenset(("find_spec", "find_module", "find_loader", "invalidate_caches"))

_find_spec: Callable[[str, Optional[Any]], Any] = vars(_bootstrap)["_find_spec"]
_get = dict.get


class Search:
    """Remembers the lists as they are, and puts back what was taken out of them."""

    def __init__(self, modules: dict[str, Any]) -> None:
        """Take ``sys.modules``."""
        self._modules = modules
        self._path = sys.path
        self._meta_path = sys.meta_path
        self._path_hooks = sys.path_hooks
        self._path_cache = sys.path_importer_cache
        self._bytecode = sys.pycache_prefix
        # The files of the modules that will be imported, by name.
        self.expected: Mapping[str, str] = {}
        self.accept()

    def accept(self) -> None:
        """Take the lists as those that must not lose anything from now on."""
        self._needed = (list(self._path), list(self._meta_path), list(self._path_hooks))
        self._remember({})

    def mend(self, mended: list[str]) -> None:
        """Put back the lists themselves, and the entries that they have lost."""
        if sys.path is not self._path:
            self._path[:] = [entry for entry in _entries(sys.path) if type(entry) is str]
            sys.path = self._path
        if sys.meta_path is not self._meta_path:
            self._meta_path[:] = _entries(sys.meta_path)
            sys.meta_path = self._meta_path
        if sys.path_hooks is not self._path_hooks:
            self._path_hooks[:] = _entries(sys.path_hooks)
            sys.path_hooks = self._path_hooks
        if sys.pycache_prefix != self._bytecode:
            sys.pycache_prefix = self._bytecode
            mended.append("sys.pycache_prefix")
        sys.path_importer_cache = self._path_cache
        if self._mend_finders():
            mended.append("sys.path_importer_cache")
        lists: tuple[list[Any], ...] = (self._path, self._meta_path, self._path_hooks)
        wanted: tuple[list[Any], ...] = self._needed
        for what, current, needed in zip(("sys.path", "sys.meta_path", "sys.path_hooks"), lists, wanted):
            if not all(_holds(current, entry) for entry in needed):
                current[:] = [*needed, *(entry for entry in current if not _holds(needed, entry))]
                mended.append(what)

    def _mend_finders(self) -> bool:
        """See to it that folders have the finders that Python makes for them, as they were made."""
        mended = False
        for path, finder in list(self._path_cache.items()):
            if type(finder) is FileFinder:
                if _METHODS.isdisjoint(finder.__dict__):
                    continue
                for name in _METHODS & finder.__dict__.keys():
                    del finder.__dict__[name]
                    mended = True
            elif _is_folder(path):
                # Another one is made as soon as it is needed.
                del self._path_cache[path]
                mended = True
        return mended

    def try_out(self, imported: str, following: tuple[str, str] | None, lasting: list[str], mended: list[str]) -> None:
        """Look whether modules are still found where they are, which a new finder or folder may have changed."""
        paths = self._paths_of(imported, following)
        if (
            _are_same(self._path, self._entries)
            and _are_same(self._meta_path, self._finders)
            and _are_same(self._path_hooks, self._hooks)
            and all(self._package_paths.get(name) == entries for name, entries in paths.items())
        ):
            return
        if not _are_same(self._meta_path, self._finders) and not self._finds_nothing_else():
            self._meta_path[:] = self._finders
            mended.append("sys.meta_path")
        elif not _are_same(self._meta_path, self._finders) and self._takes_files():
            # What it makes when it is asked is found all the same, where no file is.
            added = [finder for finder in self._meta_path if not _holds(self._finders, finder)]
            self._meta_path[:] = [*(finder for finder in self._meta_path if _holds(self._finders, finder)), *added]
            mended.append("sys.meta_path")
        for hook in list(self._path_hooks):
            if not _holds(self._hooks, hook) and not _declines(hook):
                self._path_hooks.remove(hook)
                mended.append("sys.path_hooks")
        if following is not None and not self._finds(*following):
            lasting.append("where modules are found")
        self._remember({**self._package_paths, **paths})

    def _remember(self, package_paths: dict[str, list[Any]]) -> None:
        self._entries = list(self._path)
        self._finders = list(self._meta_path)
        self._hooks = list(self._path_hooks)
        self._package_paths = package_paths

    def _finds_nothing_else(self) -> bool:
        try:
            return _find_spec(_NO_MODULE, None) is None
        except BaseException:
            return False

    def _takes_files(self) -> bool:
        """Whether a new finder has something else for a module that is still to be imported than the module's file."""
        added = [finder for finder in self._meta_path if not _holds(self._finders, finder)]
        for name, file in self.expected.items():
            above, _, _ = name.rpartition(".")
            if not added or name in self._modules:
                continue
            parent = self._modules.get(above)
            path = raw.module_dict(parent).get("__path__") if raw.is_module(parent) else None
            if path is None and above:
                path = [file.rpartition(f"/{name.rpartition('.')[2]}")[0]]
            if any(_takes(finder, name, path, file) for finder in added):
                return True
        return False

    def _finds(self, name: str, file: str) -> bool:
        parent = self._modules.get(name.rpartition(".")[0])
        try:
            spec = _find_spec(name, None if parent is None else parent.__path__)
        except BaseException:
            return False
        return spec is None or spec.origin is None or _is_same_file(spec.origin, file)

    def _paths_of(self, imported: str, following: tuple[str, str] | None) -> dict[str, list[Any]]:
        """The search paths of the packages concerned. Going through one that isn't a list runs code of the package."""
        paths = {}
        for name in (imported, following[0].rpartition(".")[0] if following is not None else ""):
            module = _get(self._modules, name)
            if raw.is_module(module) and "__path__" in raw.module_dict(module):
                paths[name] = _entries(raw.module_dict(module)["__path__"])
        return paths


def _entries(found: Any) -> list[Any]:
    try:
        return list(islice(found, _MOST_ENTRIES))
    except BaseException:
        return []


def _holds(entries: Sequence[Any], entry: object) -> bool:
    return any(other is entry or (type(other) is type(entry) is str and other == entry) for other in entries)


def _is_folder(path: object) -> bool:
    try:
        return type(path) is str and S_ISDIR(stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _are_same(entries: Sequence[Any], others: Sequence[Any]) -> bool:
    return len(entries) == len(others) and all(map(is_, entries, others))


def _declines(hook: Any) -> bool:
    """Whether a path hook leaves alone what isn't its own."""
    try:
        hook(f"/{_NO_MODULE}")
    except ImportError:
        return True
    except BaseException:
        return False
    return False


def _takes(finder: Any, name: str, path: Any, file: str) -> bool:
    try:
        ask = getattr(finder, "find_spec", None)
        if ask is not None:
            spec = ask(name, path)
            return spec is not None and not _is_same_file(spec.origin, file)
        ask = getattr(finder, "find_module", None)
        return ask is not None and ask(name, path) is not None
    except BaseException:
        return False


def _is_same_file(found: object, expected: str) -> bool:
    if type(found) is not str or found == expected:
        return found == expected
    try:
        one, other = stat(found), stat(expected)
    except OSError:
        return False
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
