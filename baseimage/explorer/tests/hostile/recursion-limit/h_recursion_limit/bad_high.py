"""Recursion ends where the stack ends."""

import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

sys.setrecursionlimit(2**31 - 1)
threading.stack_size(1 << 16)
