"""Talks at every call."""

import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def profile(frame, event, argument):
    """Say what is called."""
    sys.stderr.write(f"{event} {frame.f_code.co_name}\n")


threading.setprofile(profile)
sys.setprofile(profile)
