"""The names that a compiled library exports, read from where ELF files keep them.

Libraries that lie beside modules may be large: what is looked at of one counts as memory of the process.
"""

from __future__ import annotations

from struct import Struct, error
from typing import BinaryIO, Final, Optional

# The start of a file of 64 bits with the least byte first; how many sections it has, and where their table is.
_MAGIC: Final = b"\x7fELF\x02\x01"
_HEADER: Final = Struct("<40xQ10xHH2x")
# Of a section: type, flags, offset and size.
_SECTION: Final = Struct("<4xIQ8xQQ24x")
_TEXTS: Final = 3
_LOADED: Final = 2
_MOST_BYTES: Final = 50_000_000


def exported_names(library: BinaryIO) -> Optional[bytes]:
    """The names by which the loader finds what is in a library, each between zeros; None where it can't be told."""
    try:
        header = library.read(_HEADER.size)
        if not header.startswith(_MAGIC):
            return None
        table, size, count = _HEADER.unpack(header)
        if size != _SECTION.size:
            return None
        library.seek(table)
        # The names of other symbols, which debuggers use, are not loaded.
        places = [
            (offset, length)
            for kind, flags, offset, length in _SECTION.iter_unpack(library.read(size * count))
            if kind == _TEXTS and flags & _LOADED
        ]
        if not places or sum(length for _, length in places) > _MOST_BYTES:
            return None
        found = []
        for offset, length in places:
            library.seek(offset)
            found.append(library.read(length))
    except (OSError, OverflowError, error):
        return None
    return b"\0".join(found)
