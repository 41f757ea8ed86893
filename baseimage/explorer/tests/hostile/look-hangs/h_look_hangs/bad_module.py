"""A module that waits when an unknown name is asked of it."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def __getattr__(name):
    if not name.startswith("__"):
        time.sleep(365 * 24 * 3600)
    raise AttributeError(name)


def __dir__():
    time.sleep(365 * 24 * 3600)
