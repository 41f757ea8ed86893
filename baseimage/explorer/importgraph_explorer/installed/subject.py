"""What is to be explored: one distribution of this environment, and its modules."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator, Sequence
from typing import Any

from .. import __version__
from ..wire import records
from ..wire.records import Record
from ..wire.texts import Machine
from .distributions import Distribution, installed, normalized, search_paths
from .library import LIBRARY, StandardLibrary, library_modules, library_omitted
from .modules import ModuleFile, import_names, modules_of, tests_and_mains
from .ownership import PYTHON, Ownership
from .requirements import requirements_in


class NotInstalledError(Exception):
    """No distribution of this name is installed."""


class Subject:
    """One distribution, as far as it is known without running or reading its code."""

    def __init__(self, distribution: str, names: Sequence[str] | None = None) -> None:
        """Find the distribution by its name.

        ``names`` are the import names where those that follow from its files are not the right ones.

        Raises NotInstalledError.
        """
        self.paths = search_paths()
        self.distributions = installed(self.paths)
        is_library = normalized(distribution) == LIBRARY
        found = StandardLibrary() if is_library else self.distributions.get(normalized(distribution))
        if found is None:
            raise NotInstalledError(distribution)
        self.distribution: Distribution = found
        if isinstance(found, StandardLibrary):
            self.modules = library_modules(found)
            self.import_names = sorted(name for name in self.modules if "." not in name)
        else:
            self.modules = modules_of(found.files())
            self.import_names = import_names(self.modules)
        if names is not None:
            self._restrict(names)
        # What is not explored for its own sake.
        self.omitted = library_omitted(self.modules) if is_library else tests_and_mains(self.modules)
        if is_library and names is None:
            self.import_names = [name for name in self.import_names if name not in self.omitted]
        self.machine = Machine([*self.paths, *(file.root for file in self.modules.values())])

    def ownership(self) -> Ownership:
        """Whose modules are whose."""
        is_library = isinstance(self.distribution, StandardLibrary)
        return Ownership(self.modules, self.distribution, self.distributions, is_library)

    def facts(self) -> dict[str, Any]:
        """What the header of the shard is made of, and the modules that are planned."""
        distribution: dict[str, Any] = {
            "name": self.distribution.name,
            "displayName": self.distribution.display_name,
            "version": self.distribution.version,
        }
        if self.distribution.licence is not None:
            distribution["licence"] = self.distribution.licence[:10_000]
        if self.distribution.requires_python is not None:
            distribution["requiresPython"] = self.distribution.requires_python[:1_000]
        about = self.distribution.about()
        if about.summary is not None:
            distribution["summary"] = about.summary
        if about.addresses:
            distribution["urls"] = [address._asdict() for address in about.addresses]
        return {
            "explorer": __version__,
            "python": PYTHON,
            "platform": sysconfig.get_platform(),
            "distribution": distribution,
            "importNames": self.import_names,
            "requirements": [
                {"name": other.name, "version": other.version}
                for other in self.distributions.values()
                if other is not self.distribution
            ],
            # The roots among tests are named too: others may import them, and what is found there stands below them.
            "modules": [name for name in self.modules if name not in self.omitted or "." not in name],
        }

    def requirements(self) -> Iterator[Record]:
        """The records of what the distribution asks for."""
        for requirement in requirements_in(*self.distribution.requirement_texts()):
            yield records.requirement(*requirement)

    def _restrict(self, names: Sequence[str]) -> None:
        """Keep only the modules at and below these names."""
        kept = {}
        for name in sorted(set(names)):
            kept[name] = self.modules.get(name) or ModuleFile(name, self.distribution.root, None, True)
            kept.update((other, file) for other, file in self.modules.items() if other.startswith(name + "."))
        self.modules = dict(sorted(kept.items()))
        self.import_names = sorted(set(names))
