"""What a shard tells, what the oracle says of that, and which node is around a place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Optional

from uses_reader import Around, Chain

_MOST_LINES = 5


@dataclass
class Verdict:
    """Whether something is right; None: not judged."""

    #: `chain`, `override`, `import`.
    what: str
    #: `found`: of what the oracle has; `said`: of what the shard says.
    side: str
    right: Optional[bool]
    reason: str = ""
    line: int = 0
    expected: object = None
    got: object = None


@dataclass
class Claim:
    """A use that the shard tells, and what of it the oracle has found."""

    record: dict[str, Any]
    seen: set[int] = field(default_factory=set)
    found: list[Chain] = field(default_factory=list)

    @property
    def written(self) -> str:
        """The dotted name that it says is written there."""
        return str(self.record.get("as") or self.identifier)

    @property
    def identifier(self) -> str:
        """What it says is used."""
        return str(self.record["of"]["id"]).replace(":", ".")

    def covers(self, first: int, last: int) -> bool:
        """Whether one of its lines may be among those."""
        lines = self.record["lines"]
        is_full = len(lines) == _MOST_LINES and last >= lines[-1]
        return is_full or any(first <= line <= last for line in lines)


class Definitions:
    """The nodes of functions and classes, by where they are written."""

    def __init__(self, told: list[tuple[str, str, int]]) -> None:
        self._told: dict[tuple[str, int], list[str]] = defaultdict(list)
        for identifier, file, line in told:
            self._told[file, line].append(identifier)

    def innermost(self, module: str, file: str, around: Around) -> frozenset[str]:
        """Ids of the innermost node around a place; of several that may be meant, all."""
        found: set[str] = set()
        for name, line, is_made in reversed(around):
            ids = self._told.get((file, line), [])
            named = [one for one in ids if one.replace(":", ".").rpartition(".")[2].endswith(name)]
            found.update(named or ids)
            # What a function makes may be many things, and what has another name may stand for it only.
            if named and not is_made:
                return frozenset(found)
        return frozenset([*found, module])
