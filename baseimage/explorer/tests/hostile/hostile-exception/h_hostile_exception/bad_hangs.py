"""Whoever asks for the message waits."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Hangs(Exception):
    """Takes for ever to be printed."""

    def __str__(self):
        time.sleep(365 * 24 * 3600)

    __repr__ = __str__


raise Hangs
