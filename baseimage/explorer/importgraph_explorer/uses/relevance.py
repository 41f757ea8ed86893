"""Which functions of a source may name anything of others: the rest need not be parsed.

Their headers are read as text; their bodies by the names that their compiled code has, where that is kept.
"""

from __future__ import annotations

import os
import re
import typing
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..installed.modules import ModuleFile
from ..installed.ownership import OURS, Ownership
from ..looking import raw
from ..places.entities import Entity
from ..places.graph import Graph
from ..source.fragments import absolute_module
from ..source.layouts import Block
from ..source.sources import SourceFile
from .codes import IMPORTS, names_of_functions

_WORD: Final = re.compile(r"[^\W\d]\w*")
# These begin with what is searched for fastest.
_IMPORT: Final = re.compile(r"import[ \t]+(\([^)]*\)|(?:[^\n;\\]|\\\n)*)")
_FROM: Final = re.compile(r"(?:^|[;:])[ \t]*from[ \t]+([.\w]+)[ \t]+\Z")
_SET: Final = re.compile(r"self\.(\w+)(?:[ \t]*:[^=\n]*)?[ \t]*=(?!=)([^\n]*)")
_ENTERED: Final = re.compile(r"as[ \t]+self\.(\w+)")
# What is looked at whatever names are in it.
_ALWAYS: Final = frozenset({IMPORTS, "__import__"})
_END_OF_HEADER: Final = re.compile(r"(?:\)|->[^\n:]*)[^()\n]*?:[ \t]*(?:#.*)?$", re.M)
_MOST_HEADER_LINES: Final = 60
# No code is kept of the types of a function's own variables.
_TYPED: Final = re.compile(r"^[ \t]+[^\W\d][\w.]*[ \t]*:[ \t]*([^\s#][^\n]*)$", re.M)
# By what a method names what its class has from others.
_ABOVE: Final = ("super",)
# Says nothing of what is annotated so.
_ANY: Final[Any] = getattr(typing, "Any", None)


class Relevance:
    """Judges by what the modules hold at run time."""

    def __init__(self, graph: Graph, ownership: Ownership, modules: Mapping[str, ModuleFile]) -> None:
        self._graph = graph
        self._ownership = ownership
        self._modules = modules
        self._of_classes: dict[int, tuple[type, frozenset[str]]] = {}
        self._of_modules: dict[str, frozenset[str]] = {}

    def outlined(self, module: str, source: SourceFile) -> str:
        """The source without what the other functions do and take, each line where it was."""
        entity = self._graph.modules.get(module)
        not_loaded = set(self._not_loaded(module, entity, source.text))
        names = {*_ALWAYS, *self._names_in(entity), *not_loaded}
        names.update(_attributes_of(names, source.text))
        file = self._modules.get(module)
        codes = names_of_functions(os.path.join(file.root, file.file)) if file is not None and file.file else None
        lines = source.text.split("\n")
        # What makes something that is annotated with it an instance of it.
        classes = {name for name in names if name in not_loaded or _may_be_class(entity, name)} if codes else names
        typed = _lines_of_types(names, source.text) if codes else []
        ways = self._ways(entity)
        inherited: dict[str, frozenset[str]] = {}
        for block in source.outermost_functions():
            holder = block.qualname.rpartition(".")[0]
            if holder not in inherited:
                inherited[holder] = self._inherited(entity, holder)
            named = codes.get(block.first) if codes is not None else None
            seen = inherited[holder]
            if named is not None and not (names.isdisjoint(named) and seen.isdisjoint(named)):
                continue
            if named is not None and any(not ways[name].isdisjoint(named) for name in ways.keys() & named):
                continue
            last = block.end if named is None else _end_of_header(lines, block)
            words = set(_WORD.findall("\n".join(lines[block.first - 1 : last])))
            if named is None:
                if not (names.isdisjoint(words) and seen.isdisjoint(words)):
                    continue
            elif not classes.isdisjoint(words) or _any_within(typed, last + 1, block.end):
                continue
            if named is None or names.isdisjoint(words):
                _leave_name(lines, block)
            elif last < block.end:
                _leave_header(lines, block, last)
        return "\n".join(lines)

    def _names_in(self, module: Entity | None) -> Iterator[str]:
        """The names of a module that hold what is not ours, or what is of a class that is not."""
        for name, entity in module.members.items() if module is not None else ():
            if entity.foreign is not None or (
                not entity.plain
                and (
                    self._foreign_names(entity.value)
                    if raw.is_class(entity.value)
                    else entity.kind == "data" and self._foreign_names(type(entity.value))
                )
            ):
                yield name

    def _not_loaded(self, module: str, entity: Entity | None, text: str) -> Iterator[str]:
        """Names that imports of others' modules bind and the module does not have: for type checkers, in functions."""
        held = entity.members if entity is not None else {}
        for match in _IMPORT.finditer(text):
            start = match.start()
            before = _FROM.search(text[text.rfind("\n", 0, start) + 1 : start])
            source, names = before[1] if before is not None else "", match[1]
            origin = absolute_module(source, self._package_of(module)) if source else None
            theirs = None if origin is None or self._ownership.owner(origin) is not OURS else self._foreign_in(origin)
            for item in names.strip("()").split(","):
                words = _WORD.findall(item)
                if words and words[-1] not in held and (theirs is None or words[0] in theirs):
                    yield words[-1] if len(words) > 1 and words[-2] == "as" else words[0]

    def _package_of(self, module: str) -> str:
        file = self._modules.get(module)
        return module if file is not None and file.package else module.rpartition(".")[0]

    def _foreign_in(self, module: str) -> frozenset[str]:
        """The names of one of our modules that lead to others."""
        known = self._of_modules.get(module)
        if known is None:
            known = self._of_modules[module] = frozenset(self._names_in(self._graph.modules.get(module)))
        return known

    def _ways(self, module: Entity | None) -> dict[str, frozenset[str]]:
        """Of the names by which a module has other ones of ours, what these have of others."""
        found = {}
        for name, entity in module.members.items() if module is not None else ():
            if entity.kind == "module" and entity.foreign is None and entity.place is not None:
                foreign = self._foreign_in(entity.place[0])
                if foreign:
                    found[name] = foreign
        return found

    def _inherited(self, module: Entity | None, qualname: str) -> frozenset[str]:
        entity = module
        for name in qualname.split(".") if qualname else ():
            entity = entity.members.get(name) if entity is not None else None
        value = entity.value if entity is not None else None
        return self._foreign_names(value) if raw.is_class(value) else frozenset()

    def _foreign_names(self, cls: type) -> frozenset[str]:
        """The names that a class has from others' classes; none of those that every object has."""
        known = self._of_classes.get(id(cls))
        if known is None:
            found: set[str] = set()
            for base in raw.class_mro(cls):
                claim = raw.class_claim(base)
                if base is not object and (claim is None or self._ownership.owner(claim[0]) is not OURS):
                    found.update(raw.class_dict(base), _ABOVE)
            known = self._of_classes[id(cls)] = (cls, frozenset(found))
        return known[1]


def _attributes_of(names: set[str], text: str) -> Iterator[str]:
    """Attributes that methods set to something with these names in it."""
    if " self." in text:
        yield from _ENTERED.findall(text)
    for attribute, value in _SET.findall(text):
        if not names.isdisjoint(_WORD.findall(value)):
            yield attribute


def _leave_name(lines: list[str], block: Block) -> None:
    first = lines[block.start - 1]
    lines[block.start - 1] = (
        f"{first[: len(first) - len(first.lstrip())]}def {block.qualname.rpartition('.')[2]}(): ..."
    )
    lines[block.start : block.end] = [""] * (block.end - block.start)


def _may_be_class(module: Entity | None, name: str) -> bool:
    held = module.members.get(name) if module is not None else None
    value = held.value if held is not None else None
    return held is None or ((raw.is_class(value) or raw.is_module(value)) and value is not _ANY)


def _lines_of_types(names: set[str], text: str) -> list[int]:
    """The lines that may give a variable a type with one of the names in it."""
    found: list[int] = []
    line = 1
    at = 0
    for match in _TYPED.finditer(text):
        if not names.isdisjoint(_WORD.findall(match[1])):
            line += text.count("\n", at, match.start())
            at = match.start()
            found.append(line)
    return found


def _any_within(numbers: list[int], first: int, last: int) -> bool:
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last


def _end_of_header(lines: list[str], block: Block) -> int:
    """The last line of a function's header, or the last of all where that is not to be seen."""
    for number in range(block.start, min(block.end, block.start + _MOST_HEADER_LINES) + 1):
        if _END_OF_HEADER.search(lines[number - 1]) is not None:
            return number
    return block.end


def _leave_header(lines: list[str], block: Block, last: int) -> None:
    colon = _END_OF_HEADER.search(lines[last - 1])
    header = colon[0].partition("#")[0].rstrip() if colon is not None else ""
    lines[last - 1] = f"{lines[last - 1][: colon.start() if colon is not None else 0]}{header} ..."
    lines[last : block.end] = [""] * (block.end - last)
