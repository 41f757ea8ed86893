"""Folders that are none."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Folder(str):
    """A text that can't be compared."""

    def __eq__(self, other):
        raise SystemExit(0)

    __hash__ = str.__hash__


sys.path[:0] = [None, 7, b"/tmp", Folder("/tmp"), "/dev/zero", "/proc/self/fd", "\0", "\ud800", "/tmp/" + "x" * 10_000_000]
