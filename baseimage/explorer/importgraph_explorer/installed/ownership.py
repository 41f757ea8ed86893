"""Which distribution a module is of, and references to what is not ours."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Set
from typing import Final, Union

from ..wire.records import ForeignRef
from ..wire.texts import ID_CHARACTERS
from .distributions import Distribution
from .modules import ModuleFile, modules_of

PYTHON: Final = f"{sys.version_info[0]}.{sys.version_info[1]}"

# Modules of Python itself that no file of the library is: what is run, and what only type checkers know.
_OF_PYTHON: Final = frozenset({"__main__", "_typeshed"})
_ID: Final = re.compile(r"[^.:\x00-\x1f\x7f-\x9f\ud800-\udfff]+(\.[^.:\x00-\x1f\x7f-\x9f\ud800-\udfff]+)*")


class Standard:
    """The standard library, as an owner."""


class Ours:
    """The explored distribution, as an owner."""


STANDARD: Final = Standard()
OURS: Final = Ours()
Owner = Union[Ours, Standard, Distribution, None]


class Ownership:
    """Tells whose a module is, by the files that each distribution's record holds.

    Names decide, not where a module says that it comes from: that is the package's word.
    """

    def __init__(
        self,
        ours: Mapping[str, ModuleFile],
        explored: Distribution,
        distributions: Mapping[str, Distribution],
        of_library: bool = False,
    ) -> None:
        """``of_library`` says that the standard library itself is what is explored."""
        self._ours = ours
        self.of_library = of_library
        self._standard = standard_modules() | _OF_PYTHON
        self._others = [distribution for distribution in distributions.values() if distribution is not explored]
        self._tables: dict[str, dict[str, ModuleFile]] = {}
        self._holders: dict[str, list[Distribution]] = {}
        self._known: dict[str, Owner] = {}
        # Distributions that have a file in their records that another one has, too, by what is referred to.
        self._rivals: dict[tuple[str, str], set[str]] = {}
        self._explored = explored

    def shared_files(self) -> list[str]:
        """A line for each pair of distributions that both own files of modules, of which one overwrote the other's."""
        for other in self._others:
            for module in self._ours.values():
                if module.file is not None and other.holds(module.file):
                    self._note_rivals(self._explored, other, module.file)
        lines = []
        for (one, other_one), paths in sorted(self._rivals.items()):
            first, *rest = sorted(paths)
            more = f" and {len(rest)} further files are" if rest else " is"
            lines.append(f"{first}{more} in the records of {one} and of {other_one}")
        return lines

    def _note_rivals(self, one: Distribution, other: Distribution, path: str) -> None:
        names = sorted(f"{found.name} {found.version}" for found in (one, other))
        self._rivals.setdefault((names[0], names[1]), set()).add(path)

    def owner(self, module: str) -> Owner:
        """Whose this module is, also one that was made at run time below another; None where nobody knows."""
        if module not in self._known:
            self._known[module] = self._find_owner(module)
        return self._known[module]

    def is_standard(self, module: str) -> bool:
        """Whether the module is the standard library's, be that what is explored or not."""
        owner = self.owner(module)
        return owner is STANDARD or (owner is OURS and self.of_library)

    def is_ours(self, module: str) -> bool:
        """Whether the module is the explored distribution's."""
        return self.owner(module) is OURS

    def reference(self, module: str, qualname: str) -> ForeignRef:
        """A reference to something in a module that isn't ours; with no qualified name, to the module itself."""
        owner = self.owner(module)
        if isinstance(owner, Distribution):
            clash = bool(qualname) and clashes(module, qualname, self._table(owner))
            return {"distribution": owner.name, "version": owner.version, "id": joined(module, qualname, clash)}
        clash = bool(qualname) and clashes(module, qualname, sys.modules)
        if owner is STANDARD:
            return {"python": PYTHON, "id": joined(module, qualname, clash)}
        return unowned(joined(module, qualname, clash))

    def own_reference(self, module: str, qualname: str) -> ForeignRef:
        """A reference to something of ours that may have a node or not: whoever makes the shard finds out."""
        clash = bool(qualname) and clashes(module, qualname, self._ours)
        explored = self._explored
        return {"distribution": explored.name, "version": explored.version, "id": joined(module, qualname, clash)}

    def module_file(self, module: str) -> ModuleFile | None:
        """The file of a module, ours or another distribution's; None where none is recorded."""
        owner = self.owner(module)
        if owner is OURS:
            return self._ours.get(module)
        return self._table(owner).get(module) if isinstance(owner, Distribution) else None

    def _find_owner(self, module: str) -> Owner:
        top = module.partition(".")[0]
        standard = top in self._standard
        if top not in self._holders:
            self._holders[top] = [] if standard else [other for other in self._others if other.may_hold(top)]
        name = module
        while name:
            ours = self._ours.get(name)
            # Modules that are part of the interpreter have no file, and some make others.
            if ours is not None and (ours.file is not None or name == module or self.of_library):
                return OURS
            for other in self._holders[top]:
                table = self._table(other)
                file = table[name].file if name in table else None
                if file is not None:
                    for rival in self._holders[top]:
                        if rival is not other and rival.holds(file):
                            self._note_rivals(other, rival, file)
                    return other
            name = name.rpartition(".")[0]
        # Of the library itself, what this system does not have is nowhere.
        return STANDARD if standard and not self.of_library else None

    def _table(self, distribution: Distribution) -> dict[str, ModuleFile]:
        if distribution.name not in self._tables:
            self._tables[distribution.name] = modules_of(distribution.files())
        return self._tables[distribution.name]


def unowned(claim: str) -> ForeignRef:
    """A reference to something that can be found nowhere, by the name that it gives itself."""
    parts = [part for part in re.split(r"[.:]", claim) if part and part != "<locals>"]
    name = ".".join(parts)[:ID_CHARACTERS].rstrip(".")
    return {"distribution": None, "id": name if _ID.fullmatch(name) else "unknown"}


def joined(module: str, qualname: str, clash: bool) -> str:
    """The id of what has this qualified name in this module."""
    if not qualname:
        return module
    return f"{module}:{qualname}" if clash else f"{module}.{qualname}"


def clashes(module: str, qualname: str, modules: Mapping[str, object] | Set[str]) -> bool:
    """Whether the dotted name, or the start of it, is a module's."""
    name = module
    for part in qualname.split("."):
        name = f"{name}.{part}"
        if name in modules:
            return True
    return False


def standard_modules() -> frozenset[str]:
    """The names of the modules at the top of Python's own library, also of those that only other systems have."""
    names: frozenset[str] | None = getattr(sys, "stdlib_module_names", None)
    if names is not None:
        return names | frozenset(sys.builtin_module_names)
    # Python 3.9 has no such list.
    found = set(sys.builtin_module_names)
    folder = os.path.dirname(os.__file__)
    for path in (folder, os.path.join(folder, "lib-dynload")):
        if os.path.isdir(path):
            found.update(entry.partition(".")[0] for entry in os.listdir(path))
    return frozenset(found - {"site-packages", "dist-packages"})
