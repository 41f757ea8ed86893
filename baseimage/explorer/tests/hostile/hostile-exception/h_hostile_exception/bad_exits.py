"""Whoever asks for the message ends the process."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Exits(Exception):
    """Ends the process when it is printed."""

    def __str__(self):
        os._exit(0)

    __repr__ = __str__


raise Exits
