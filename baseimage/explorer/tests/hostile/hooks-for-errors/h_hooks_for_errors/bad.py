"""Whoever reports an error ends."""

import os
import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def leave(*arguments):
    """End the process."""
    os._exit(0)


class Failing:
    """Fails when it is thrown away."""

    def __del__(self):
        raise ValueError("forged")


sys.excepthook = sys.displayhook = leave
sys.exitfunc = sys.exit = leave
threading.excepthook = leave
sys.unraisablehook = leave
Failing()
