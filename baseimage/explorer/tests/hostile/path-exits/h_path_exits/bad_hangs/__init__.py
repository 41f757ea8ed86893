"""Whoever looks for modules of this package waits."""

import time

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
        time.sleep(365 * 24 * 3600)

    __len__ = __bool__ = __getitem__ = __iter__


__path__ = Path(__path__)
