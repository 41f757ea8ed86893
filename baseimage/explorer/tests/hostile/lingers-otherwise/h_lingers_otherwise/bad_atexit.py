"""Raises, waits and prints at the end."""

import atexit
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


atexit.register(time.sleep, 3600)
atexit.register(print, "\n::error::forged at the end")
@atexit.register
def fail():
    """Raise."""
    raise SystemExit(3)
