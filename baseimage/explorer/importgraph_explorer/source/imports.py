"""What the ``from … import`` statements of a module bind, and to what they lead."""

from __future__ import annotations

import re
import sys
from typing import Any, Callable, Final, NamedTuple, Optional

from ..looking import raw
from .fragments import absolute_module
from .sources import SourceFile
from .targets import Assignment

_STATEMENT: Final = re.compile(r"\s*from[ \t]*([.\w \t]*?)[ \t]*\bimport\b[ \t]*(.*)", re.S)
_NAMED: Final = re.compile(r"(\w+)(?:\s+as\s+(\w+))?\s*")
_STAR: Final = "*"
# Begins with what is searched for fastest; whether it begins a line is seen afterwards.
_GIVEN: Final = re.compile(r"from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^()]*)\)|([^\n(]+))")
_COMMENT: Final = re.compile(r"#.*")


class _Import(NamedTuple):
    """A name that is imported: in which line, how far in, from which module, and what it is called there."""

    line: int
    indent: int
    module: str
    name: str


class _Bindings(NamedTuple):
    """Of one holder: the last import of each name, and the modules of ``import *``, the last first."""

    named: dict[str, _Import]
    stars: list[str]


class Imports:
    """Reads the statements of the modules that are asked about."""

    def __init__(self, source_of: Callable[[str], Optional[SourceFile]]) -> None:
        """``source_of`` gives the source of a module, where it has one that can be read."""
        self._source_of = source_of
        self._read: dict[str, dict[str, _Bindings]] = {}

    def origin(self, module: str, holder: str, name: str) -> Optional[tuple[str, str]]:
        """The module and the name that a name of a module, or of a class in it, is imported from.

        None where the source says nothing of the kind, or assigns the name afterwards.
        """
        source = self._source_of(module)
        if source is None:
            return None
        bindings = self._bindings(module, source).get(holder)
        if bindings is None:
            return None
        found = bindings.named.get(name)
        assignment = source.assignment_of(f"{holder}.{name}" if holder else name)
        if found is not None:
            if assignment is not None and _replaces(assignment, found, bool(holder)):
                return None
            return found.module, found.name
        if assignment is not None:
            return None
        return next(((star, name) for star in bindings.stars if _exports(star, name)), None)

    def _bindings(self, module: str, source: SourceFile) -> dict[str, _Bindings]:
        known = self._read.get(module)
        if known is None:
            known = self._read[module] = {}
            package = _package_of(module)
            for holder, line, text in source.imports():
                match = _STATEMENT.match(text)
                origin = absolute_module(match[1].replace(" ", ""), package) if match is not None else None
                if match is None or not origin:
                    continue
                bindings = known.setdefault(holder, _Bindings({}, []))
                names = match[2].partition(";")[0].strip().strip("()")
                if names.strip() == _STAR:
                    bindings.stars.insert(0, origin)
                    continue
                indent = len(text) - len(text.lstrip())
                for part in names.split(","):
                    named = _NAMED.fullmatch(part.strip())
                    if named is not None:
                        bindings.named[named[2] or named[1]] = _Import(line, indent, origin, named[1])
        return known


def _replaces(assignment: Assignment, imported: _Import, is_in_class: bool) -> bool:
    """Whether an assignment comes after an import whatever happens, rather than in its stead."""
    if assignment.line <= imported.line:
        return False
    return assignment.indent < imported.indent or (
        assignment.indent == imported.indent and (is_in_class or not imported.indent)
    )


def _exports(module: str, name: str) -> bool:
    """Whether ``import *`` takes a name from a module."""
    found = sys.modules.get(module)
    names = raw.module_dict(found) if raw.is_module(found) else {}
    listed: Any = names.get("__all__")
    if type(listed) in (list, tuple):
        return any(type(one) is str and one == name for one in listed)
    return not name.startswith("_") and name in names


def _package_of(module: str) -> str:
    """The package that dots in the imports of a module stand for."""
    found = sys.modules.get(module)
    is_package = raw.is_module(found) and "__path__" in raw.module_dict(found)
    return module if is_package else module.rpartition(".")[0]


def imported_names(source: SourceFile, package: str) -> dict[str, tuple[str, str]]:
    """What ``from … import`` gives to a module of a package: by name the module it is from, and its name there."""
    found = {}
    for match in _GIVEN.finditer(source.text):
        if source.begins_line(match.start()):
            module = absolute_module(match[1], package) or match[1].lstrip(".")
            for item in _COMMENT.sub("", match[2] or match[3]).split(","):
                words = item.split()
                if words:
                    found[words[-1]] = (module, words[0])
    return found
