"""Python's standard library, as a distribution: what it has instead of metadata and a record of files."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from typing import Final

from .distributions import Distribution, EntryPoint, InstalledFile
from .metadata import About
from .modules import ModuleFile, is_named_as_tests, modules_of, tests_and_mains
from .ownership import standard_modules

# What shards call it; no distribution can have this name, since the index of packages refuses it.
LIBRARY: Final = "python"
_EXTENSIONS: Final = "lib-dynload"


class StandardLibrary(Distribution):
    """The standard library of the Python that runs: it is where Python says, its modules are those that it names."""

    def __init__(self) -> None:
        self.root = sysconfig.get_path("stdlib")
        self.info = self.root
        self.display_name = "Python"
        self.name = LIBRARY
        # A build between two releases says so by a plus at its end, which is no version (PEP 440).
        self.version = platform.python_version().rstrip("+")
        self.licence = None
        self.requires_python = None
        self._files = None
        self._tops = set(standard_modules())
        self._named = None

    def holds(self, path: str) -> bool:
        """See Distribution: no other distribution has files there."""
        return False

    def about(self) -> About:
        """See Distribution: it has no metadata."""
        return About(None, [])

    def entry_points(self) -> list[EntryPoint]:
        """See Distribution: it announces nothing."""
        return []

    def _find_files(self) -> Iterable[InstalledFile]:
        tops = standard_modules()
        folders = dict.fromkeys([self.root, sysconfig.get_path("platstdlib")])
        for folder in [*folders, *(os.path.join(folder, _EXTENSIONS) for folder in folders)]:
            for parent, below, names in os.walk(folder):
                inner = os.path.relpath(parent, folder).replace(os.sep, "/")
                at_top = inner == "."
                # What is installed beside it, and what is for compilers, has no name that could be imported.
                below[:] = sorted(name for name in below if name.isidentifier() and (not at_top or name in tops))
                for name in sorted(names):
                    if not at_top:
                        yield InstalledFile(folder, f"{inner}/{name}")
                    elif name.partition(".")[0] in tops:
                        yield InstalledFile(folder, name)


def library_modules(library: StandardLibrary) -> dict[str, ModuleFile]:
    """The modules of the library, sorted: those of its files, and those that are part of the interpreter."""
    found = modules_of(library.files())
    # One that is both is imported from the interpreter. Its importer is there by names that no file has.
    early = {name for name in standard_modules() if name not in found and name in sys.modules}
    for name in early.union(sys.builtin_module_names):
        found[name] = ModuleFile(name, library.root, None, False)
    return dict(sorted(found.items()))


def library_omitted(modules: Mapping[str, ModuleFile]) -> frozenset[str]:
    """Its tests and what does something when it is run; packages that are named as tests are, too."""
    tests = {name for name, module in modules.items() if module.package and is_named_as_tests(name)}
    below = {name for name in modules if any(name == test or name.startswith(f"{test}.") for test in tests)}
    return tests_and_mains(modules) | below
