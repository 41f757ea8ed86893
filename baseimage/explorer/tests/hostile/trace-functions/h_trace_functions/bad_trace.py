"""Raises at every call."""

import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def trace(frame, event, argument):
    """Raise in whatever is called."""
    raise SystemExit(0)


threading.settrace(trace)
sys.settrace(trace)
