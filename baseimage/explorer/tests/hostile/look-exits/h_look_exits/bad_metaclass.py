"""Classes whose class leaves."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """Leaves when anything is asked of its classes."""

    def __getattribute__(cls, name):
        os._exit(0)

    def __dir__(cls):
        os._exit(0)

    __repr__ = __eq__ = __hash__ = __bool__ = __len__ = __dir__
    __instancecheck__ = __subclasscheck__ = __getattribute__


class Leaving(metaclass=Meta):
    """Can't be asked anything."""
