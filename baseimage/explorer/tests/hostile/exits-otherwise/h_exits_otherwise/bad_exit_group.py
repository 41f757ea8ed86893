"""Leaves by the system call, past everything."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


EXIT_GROUP = 231
ctypes.CDLL(None).syscall(EXIT_GROUP, 0)
