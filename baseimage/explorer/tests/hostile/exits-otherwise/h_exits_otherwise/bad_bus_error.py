"""Reads a mapped file beyond its end."""

import mmap
import tempfile

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


with tempfile.TemporaryFile() as file:
    file.truncate(1 << 16)
    view = mmap.mmap(file.fileno(), 1 << 16)
    file.truncate(0)
    view[5000]
