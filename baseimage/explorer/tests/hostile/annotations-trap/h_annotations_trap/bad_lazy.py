"""Annotations that are made when they are asked for (PEP 649), or by a property."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """Has annotations that can't be read."""

    @property
    def __annotations__(cls):
        os._exit(0)

    @property
    def __annotate__(cls):
        os._exit(0)


class Lazy(metaclass=Meta):
    """Can't be asked for its annotations."""


def function():
    """Have annotations that are made by a function which leaves."""


def leave(*arguments):
    """End the process."""
    os._exit(0)


if hasattr(function, "__annotate__"):
    function.__annotate__ = leave
    __annotate__ = leave
