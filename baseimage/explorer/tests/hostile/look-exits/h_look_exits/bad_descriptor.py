"""Descriptors that leave."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Descriptor:
    """Leaves when it is read, from the class too."""

    def __get__(self, instance, owner=None):
        os._exit(0)

    @property
    def __doc__(self):
        os._exit(0)

    __isabstractmethod__ = __name__ = __module__ = __wrapped__ = __func__ = __doc__


class Described:
    """Has an attribute that can't be read."""

    described = Descriptor()
