"""Instances that leave."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Leaves when anything is asked of it."""

    def __getattribute__(self, name):
        os._exit(0)

    def __dir__(self):
        os._exit(0)

    __repr__ = __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __dir__


leaving = Leaving()
