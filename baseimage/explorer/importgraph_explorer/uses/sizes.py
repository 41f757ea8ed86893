"""How much of a source is read."""

from __future__ import annotations

import re
from typing import Final

from ..source.layouts import STRING_OR_COMMENT

# Names, numbers and brackets of a source. A tree has a node or two for each, of some hundred bytes.
MAX_PIECES: Final = 250_000
_PIECE: Final = re.compile(r"\w+|[(\[{]")


class TooBigError(Exception):
    """A source has more pieces than are read."""


def may_take(text: str) -> bool:
    """Whether a source may take anything of others."""
    return "import" in text


def check_size(text: str) -> None:
    """See that the tree of a text has room in memory.

    Raises TooBigError.
    """
    # Between two pieces there is at least one character.
    if len(text) <= MAX_PIECES:
        return
    pieces = sum(1 for _ in _PIECE.finditer(STRING_OR_COMMENT.sub("", text)))
    if pieces > MAX_PIECES:
        raise TooBigError(
            f"what it uses is not told: of names, numbers and brackets it has {pieces}, more than {MAX_PIECES}"
        )
