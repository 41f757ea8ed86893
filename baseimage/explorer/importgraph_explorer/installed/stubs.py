"""Files that tell what run time doesn't: stubs (PEP 561), and the Python that a compiled module was made from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from .distributions import InstalledFile
from .modules import ModuleFile

_SUFFIX: Final = ".pyi"
_FOLDER_SUFFIX: Final = "-stubs"
_MOST_FILES: Final = 20_000


class WrittenFile(NamedTuple):
    """A file about a module that tells more than it does itself.

    ``origin`` is ``stub`` or ``source``; ``compiled`` says that the module is, ``apart`` that the stub is one of a
    distribution of stubs.
    """

    root: str
    path: str
    package: bool
    origin: str
    compiled: bool
    apart: bool


def written_files(
    modules: Mapping[str, ModuleFile], files: Iterable[InstalledFile], paths: Sequence[str]
) -> dict[str, WrittenFile]:
    """By name of a module the file that tells most about it.

    ``files`` are those of its distribution; ``paths`` the folders in which distributions of stubs are looked for. What
    these say comes first.
    """
    found: dict[str, WrittenFile] = {}
    for module in modules.values():
        beside = source_beside(module) if module.file is not None and not module.source else None
        if beside is not None:
            found[module.name] = WrittenFile(module.root, beside, module.package, "source", True, False)
    for file in files:
        if file.path.endswith(_SUFFIX):
            _add(found, file.root, file.path, file.path, modules, False)
    for top in sorted({name.partition(".")[0] for name in modules}):
        for root in paths:
            folder = f"{top}{_FOLDER_SUFFIX}"
            if os.path.isdir(os.path.join(root, folder)):
                for path in _stubs_below(root, folder):
                    _add(found, root, path, top + path[len(folder) :], modules, True)
                break
    return found


def source_beside(file: ModuleFile) -> str | None:
    """The Python file beside a compiled module that has its name: Cython and mypyc compile Python too."""
    path = f"{_stem(file)}.py"
    return path if os.path.lexists(f"{file.root}/{path}") else None


def stub_beside(file: ModuleFile) -> str | None:
    """The stub beside a module's file."""
    stem = _stem(file)
    paths = (f"{stem}{_SUFFIX}", f"{stem}/__init__{_SUFFIX}")
    return next((path for path in paths if os.path.lexists(f"{file.root}/{path}")), None)


def _stem(file: ModuleFile) -> str:
    folder, _, leaf = (file.file or "").rpartition("/")
    leaf = leaf.partition(".")[0]
    return f"{folder}/{leaf}" if folder else leaf


def _add(
    found: dict[str, WrittenFile], root: str, path: str, named: str, modules: Mapping[str, ModuleFile], apart: bool
) -> None:
    parts = named[: -len(_SUFFIX)].split("/")
    package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if package else parts)
    known = found.get(name)
    if name and (known is None or known.origin == "source" or package or apart > known.apart):
        # Also of modules that compiled ones make at run time, which have no file.
        compiled = name not in modules or not modules[name].source
        found[name] = WrittenFile(root, path, package, "stub", compiled, apart)


def _stubs_below(root: str, folder: str) -> list[str]:
    found: list[str] = []
    for parent, folders, names in os.walk(os.path.join(root, folder)):
        folders.sort()
        inner = os.path.relpath(parent, root).replace(os.sep, "/")
        found.extend(f"{inner}/{name}" for name in sorted(names) if name.endswith(_SUFFIX))
        if len(found) > _MOST_FILES:
            break
    return found
