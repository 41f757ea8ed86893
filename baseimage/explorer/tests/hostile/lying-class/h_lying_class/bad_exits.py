"""Values that end the process when they are asked for their class."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Has a class that can't be read."""

    @property
    def __class__(self):
        os._exit(0)


leaving = Leaving()
