"""Nodes by where they are written."""

from __future__ import annotations

from typing import Final, Optional

from ..looking import kinds
from ..wire.records import Record
from ..wire.texts import leaf_of
from .symbols import LOCALS

_DEFINED: Final = frozenset({*kinds.ROUTINES, "class", "descriptor", "property"})


class Places:
    """Tells which node a definition has made, whatever that says of itself and whatever leads to it."""

    def __init__(self) -> None:
        # By file and first line.
        self._ids: dict[str, dict[int, list[str]]] = {}
        # What decorators or metaclasses may have made something else of.
        self._values: dict[str, dict[int, list[str]]] = {}
        # What only type checkers have.
        self.typing_only: set[str] = set()

    def note(self, record: Record) -> None:
        """Note the record of a node."""
        if record.get("typingOnly"):
            self.typing_only.add(record["id"])
        location = record.get("location")
        if location is not None and "line" in location:
            ids = self._ids if record["kind"] in _DEFINED else self._values
            ids.setdefault(location["file"], {}).setdefault(location["line"], []).append(record["id"])

    def at(self, file: str, line: int, name: str) -> Optional[str]:
        """The id of the one node that the definition of a name, beginning at a line of a file, has made.

        What stands in a function may have made many things, of which one is left: that one has its name.
        """
        ids = self._ids.get(file, {}).get(line, [])
        named = [id_ for id_ in ids if leaf_of(id_).endswith(name.rpartition(".")[2])]
        meant = named if named or name.startswith(LOCALS) else ids
        if not meant:
            values = self._values.get(file, {}).get(line, [])
            meant = [id_ for id_ in values if leaf_of(id_) == name]
        return meant[0] if len(meant) == 1 else None
