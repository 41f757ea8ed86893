"""Instances that wait."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Waiting:
    """Waits when anything is asked of it."""

    def __getattribute__(self, name):
        time.sleep(365 * 24 * 3600)

    def __dir__(self):
        time.sleep(365 * 24 * 3600)

    __repr__ = __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __dir__


waiting = Waiting()
