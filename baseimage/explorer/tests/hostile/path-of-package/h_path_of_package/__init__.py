"""Whoever looks for modules of this package ends."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Path(list):
    """Can't be gone through."""

    def __iter__(self):
        os._exit(0)


__path__ = Path(__path__)
