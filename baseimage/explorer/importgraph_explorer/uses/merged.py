"""Uses of the same in the same place, as one record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Optional

from ..wire import records
from ..wire.records import ForeignRef, Record
from ..wire.texts import ID_CHARACTERS
from .symbols import Use

_MAX_LINES: Final = 5


class MergedUses:
    """The uses of one module."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[str, ForeignRef, Optional[str], Use]] = {}

    def add(self, place: str, ref: ForeignRef, written: Optional[str], use: Use) -> None:
        """Add a use in a place; ``written`` is the dotted name in the source, where there is one."""
        if len(ref["id"]) > ID_CHARACTERS:
            return
        if written is not None and (written == ref["id"].replace(":", ".") or len(written) > ID_CHARACTERS):
            written = None
        key = (place, ref["id"], ref.get("distribution"), ref.get("version"), ref.get("python"))
        known = self._found.get(key)
        if known is None:
            self._found[key] = (place, ref, written, use)
            return
        both = known[3]
        both.how |= use.how
        both.count += use.count
        both.lines = sorted({*both.lines, *use.lines})[:_MAX_LINES]
        both.keywords |= use.keywords
        both.positional = max(both.positional, use.positional)
        if known[2] is not None and (written is None or written < known[2]):
            # One of several spellings: the one that is the name itself, else the first.
            self._found[key] = (place, ref, written, both)

    def records(self) -> Iterator[Record]:
        """The records of all."""
        for place, ref, written, use in self._found.values():
            yield records.use(place, ref, written, use.how, use.count, use.lines, use.keywords, use.positional)
