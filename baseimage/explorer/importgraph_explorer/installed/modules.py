"""Which modules the files of a distribution are."""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterable, Mapping, Set
from importlib.machinery import EXTENSION_SUFFIXES
from typing import NamedTuple

from .distributions import InstalledFile
from .libraries import exported_names

_SOURCE_SUFFIX = ".py"
_BYTECODE_SUFFIX = ".pyc"

# Not imported for its own sake: a package's own tests, and what does something when it is run.
_TEST_PARTS = frozenset({"tests", "test", "_tests", "_test", "conftest"})
_TEST_MODULE = re.compile(r"test_.*|test[A-Z0-9].*|.*_tests?|tests?|conftest")
_DEFINITION = re.compile(rb"^(?:class|def|async def) ", re.MULTILINE)
_TEST_CODE = re.compile(rb"\b(?:import|from) (?:unittest|pytest|nose|doctest)\b|\bdef test|^if __name__", re.MULTILINE)
_MOST_BYTES = 1_000_000
_MAIN = "__main__"
# No file system here takes more; what a RECORD says is not bound by that.
_LONGEST_FILE_NAME = 255


class ModuleFile(NamedTuple):
    """A module that can be imported, by its file; ``file`` is None for a namespace package (PEP 420)."""

    name: str
    root: str
    file: str | None
    package: bool

    @property
    def source(self) -> bool:
        """Whether the file is Python source."""
        return self.file is not None and self.file.endswith(_SOURCE_SUFFIX)


def modules_of(files: Iterable[InstalledFile]) -> dict[str, ModuleFile]:
    """The modules among these files, by import name, sorted, with the namespace packages that they are in.

    Where one name has several files the importer's order decides: package, extension, source, bytecode.
    """
    found: dict[str, tuple[int, ModuleFile]] = {}
    for file in files:
        ranked = _module_of(file)
        if ranked is None:
            continue
        module = ranked[1]
        if module.name not in found or ranked[0] < found[module.name][0]:
            found[module.name] = ranked
    modules = {name: module for name, (_, module) in found.items()}
    for name in list(modules):
        module = modules[name]
        while "." in name:
            name = name.rpartition(".")[0]
            modules.setdefault(name, ModuleFile(name, module.root, None, True))
    return dict(sorted(modules.items()))


def import_names(modules: Mapping[str, ModuleFile]) -> list[str]:
    """The names to import it by: the outermost modules that are not namespaces (PEP 794).

    Tests are a distribution's import name only when it has nothing else.
    """
    names: list[str] = []
    for name, module in modules.items():
        if module.file is not None and not any(name == other or name.startswith(other + ".") for other in names):
            names.append(name)
    omitted = tests_and_mains(modules)
    return [name for name in names if name not in omitted] or names


def tests_and_mains(modules: Mapping[str, ModuleFile]) -> frozenset[str]:
    """The modules that belong to the distribution's own test suite, and those called ``__main__``.

    A package called ``test`` that has modules, none of which is called as one of tests is, is for other people's tests;
    so is a module of that name with classes or functions, none of which is a test.
    """
    helpers = {name for name, module in modules.items() if module.package and name.rpartition(".")[2] == "test"}
    for name in list(helpers):
        below = [other.rpartition(".")[2] for other in modules if other.startswith(name + ".")]
        if not below or any(map(_TEST_MODULE.fullmatch, below)):
            helpers.discard(name)
    helpers.update(name for name, module in modules.items() if _has_no_tests(module))
    return frozenset(name for name in modules if _is_test_or_main(name, helpers))


def is_named_as_tests(module: str) -> bool:
    """Whether the last part of a module's name is one that tests have."""
    return _TEST_MODULE.fullmatch(module.rpartition(".")[2]) is not None


def _is_test_or_main(name: str, helpers: Set[str]) -> bool:
    parts = name.split(".")
    if parts[-1] == _MAIN:
        return True
    return any(
        part in _TEST_PARTS and ".".join(parts[: position + 1]) not in helpers for position, part in enumerate(parts)
    )


def _has_no_tests(module: ModuleFile) -> bool:
    if module.package or not module.source or module.name.rpartition(".")[2] not in ("test", "tests"):
        return False
    try:
        with open(os.path.join(module.root, module.file or ""), "rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError:
        return False
    return _DEFINITION.search(content) is not None and _TEST_CODE.search(content) is None


def _module_of(file: InstalledFile) -> tuple[int, ModuleFile] | None:
    folder, _, leaf = file.path.rpartition("/")
    parts = folder.split("/") if folder else []
    named = _leaf_name(file, leaf)
    if named is None or not all(part.isidentifier() for part in parts) or len(leaf) > _LONGEST_FILE_NAME:
        return None
    rank, name = named
    package = name == "__init__"
    if package:
        if not parts:
            return None
        rank -= 10
    else:
        parts = [*parts, name]
    return rank, ModuleFile(".".join(parts), file.root, file.path, package)


def _leaf_name(file: InstalledFile, leaf: str) -> tuple[int, str] | None:
    for suffix in EXTENSION_SUFFIXES:
        name = leaf[: -len(suffix)]
        if leaf.endswith(suffix) and name.isidentifier():
            # With no tag in its name it may just be a library that lies beside the modules.
            return (0, name) if suffix.count(".") > 1 or _is_extension(file, name) else None
    for rank, suffix in ((1, _SOURCE_SUFFIX), (2, _BYTECODE_SUFFIX)):
        name = leaf[: -len(suffix)]
        if leaf.endswith(suffix) and name.isidentifier():
            return rank, name
    return None


def _is_extension(file: InstalledFile, name: str) -> bool:
    """Whether the library exports the module's initialisation function."""
    symbol = re.compile(rb"\0PyInitU?_" + re.escape(name.encode("ascii", "replace")) + rb"\0")
    try:
        with open(os.path.join(file.root, file.path), "rb") as library:
            exported = exported_names(library)
            if exported is not None:
                return symbol.search(exported) is not None
            with mmap.mmap(library.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return symbol.search(content) is not None
    except (OSError, ValueError):
        return False
