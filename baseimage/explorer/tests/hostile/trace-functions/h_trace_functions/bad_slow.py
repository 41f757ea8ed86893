"""Waits at every line."""

import sys
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def trace(frame, event, argument):
    """Wait a little."""
    time.sleep(0.01)
    return trace


sys.settrace(trace)
