"""Modules without a file of their own that a finder of the package's makes when somebody imports them."""

from __future__ import annotations

import sys
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import Any, Final

from ..installed.distributions import InstalledFile
from ..installed.modules import ModuleFile
from ..looking import raw
from ..looking.caution import caution

_MOST_NAMES: Final = 5_000


def made_on_demand(finder: object, modules: Mapping[str, ModuleFile], files: Iterable[InstalledFile]) -> list[str]:
    """The names that a finder knows, sorted: of data files in packages, or listed in ``__all__``.

    It runs code of the finder. ``modules`` are those that have files, and are known already.
    """
    found = []
    for name in _names(modules, files)[:_MOST_NAMES] if not caution.forbids_code else ():
        package = sys.modules.get(name.rpartition(".")[0])
        path = raw.module_dict(package).get("__path__") if raw.is_module(package) else None
        if path is not None and knows(finder, name, path):
            found.append(name)
    return found


def added_finders(before: Collection[object], modules: Container[str]) -> list[tuple[str, object]]:
    """What has been put into ``sys.meta_path`` since then by one of these modules, with the module that defines it."""
    found: list[tuple[str, object]] = []
    for finder in list(sys.meta_path):
        if not any(finder is other for other in before):
            claim = raw.class_claim(finder if raw.is_class(finder) else type(finder))
            if claim is not None and claim[0] in modules:
                found.append((claim[0], finder))
    return found


def knows(finder: Any, name: str, path: Any) -> bool:
    """Whether a finder has something under this name."""
    try:
        # Those of the old kind are asked up to 3.11.
        ask = getattr(finder, "find_spec", None) or getattr(finder, "find_module", None)
        return ask is not None and ask(name, path) is not None
    except BaseException:
        return False


def _names(modules: Mapping[str, ModuleFile], files: Iterable[InstalledFile]) -> list[str]:
    packages = {
        module.file.rpartition("/")[0]: name for name, module in modules.items() if module.package and module.file
    }
    names = set(_listed(packages.values()))
    for file in files:
        folder, _, leaf = file.path.rpartition("/")
        package = packages.get(folder)
        stem = leaf.partition(".")[0]
        if package is not None and stem.isidentifier() and not stem.startswith("__"):
            names.add(f"{package}.{stem}")
    return sorted(name for name in names if name not in modules and name not in sys.modules)


def _listed(packages: Iterable[str]) -> Iterator[str]:
    for package in packages:
        module = sys.modules.get(package)
        names = raw.module_dict(module) if raw.is_module(module) else {}
        listed: Any = names.get("__all__")
        for name in listed if type(listed) in (list, tuple) else ():
            if type(name) is str and name.isidentifier() and name not in names:
                yield f"{package}.{name}"
