"""Descriptors that wait."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Descriptor:
    """Waits when it is read, from the class too."""

    def __get__(self, instance, owner=None):
        time.sleep(365 * 24 * 3600)

    @property
    def __doc__(self):
        time.sleep(365 * 24 * 3600)

    __isabstractmethod__ = __name__ = __module__ = __wrapped__ = __func__ = __doc__


class Described:
    """Has an attribute that can't be read."""

    described = Descriptor()
