"""Has no streams any more."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None
sys.displayhook = sys.excepthook = sys.unraisablehook = None
