"""A module that leaves when a name is asked of it."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def __getattr__(name):
    if not name.startswith("__"):
        os._exit(0)
    raise AttributeError(name)


def __dir__():
    os._exit(0)
