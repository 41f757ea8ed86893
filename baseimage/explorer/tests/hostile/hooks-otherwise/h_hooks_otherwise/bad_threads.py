"""Watches every thread there is and will be."""

import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def watch(frame, event, argument):
    """Raise at every call."""
    raise SystemExit
for name in ("setprofile", "settrace", "setprofile_all_threads", "settrace_all_threads"):
    if hasattr(threading, name):
        getattr(threading, name)(watch)
