"""Starts over."""

import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

arguments = open("/proc/self/cmdline", "rb").read().split(b"\0")[:-1]
os.execv(sys.executable, arguments)
