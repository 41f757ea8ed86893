"""Which functions of a source may name anything of others: the rest need not be parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..installed.ownership import OURS, Ownership
from ..looking import raw
from ..places.entities import Entity
from ..places.graph import Graph
from ..source.layouts import Block
from ..source.sources import SourceFile

_WORD: Final = re.compile(r"[^\W\d]\w*")
_IMPORT: Final = re.compile(r"\b(?:from[ \t]+([.\w]+)[ \t]+)?import[ \t]+(\([^)]*\)|(?:[^\n;\\]|\\\n)*)")
_SET: Final = re.compile(r"\bself\.(\w+)(?:[ \t]*:[^=\n]*)?[ \t]*=(?!=)([^\n]*)|\bas[ \t]+self\.(\w+)")
# What is looked at whatever names are in it.
_ALWAYS: Final = frozenset({"import", "__import__", "super"})


class Relevance:
    """Judges by what the modules hold at run time."""

    def __init__(self, graph: Graph, ownership: Ownership) -> None:
        self._graph = graph
        self._ownership = ownership
        self._of_classes: dict[int, tuple[type, frozenset[str]]] = {}

    def outlined(self, module: str, source: SourceFile) -> str:
        """The source without what the other functions do and take, each line where it was."""
        entity = self._graph.modules.get(module)
        names = {*_ALWAYS, *self._names_in(entity), *self._not_loaded(module, entity, source.text)}
        names.update(_attributes_of(names, source.text))
        lines = source.text.split("\n")
        inherited: dict[str, frozenset[str]] = {}
        for block in source.outermost_functions():
            holder = block.qualname.rpartition(".")[0]
            if holder not in inherited:
                inherited[holder] = self._inherited(entity, holder)
            words = {word for line in lines[block.first - 1 : block.end] for word in _WORD.findall(line)}
            if names.isdisjoint(words) and inherited[holder].isdisjoint(words):
                _leave_name(lines, block)
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
        for source, names in _IMPORT.findall(text):
            if source.startswith(".") or (source and self._ownership.owner(source) is OURS):
                continue
            for item in names.strip("()").split(","):
                words = _WORD.findall(item)
                if words and words[-1] not in held:
                    yield words[-1] if len(words) > 1 and words[-2] == "as" else words[0]

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
                    found.update(raw.class_dict(base))
            known = self._of_classes[id(cls)] = (cls, frozenset(found))
        return known[1]


def _attributes_of(names: set[str], text: str) -> Iterator[str]:
    """Attributes that methods set to something with these names in it."""
    for attribute, value, entered in _SET.findall(text):
        if entered:
            yield entered
        elif not names.isdisjoint(_WORD.findall(value)):
            yield attribute


def _leave_name(lines: list[str], block: Block) -> None:
    first = lines[block.start - 1]
    lines[block.start - 1] = (
        f"{first[: len(first) - len(first.lstrip())]}def {block.qualname.rpartition('.')[2]}(): ..."
    )
    lines[block.start : block.end] = [""] * (block.end - block.start)
