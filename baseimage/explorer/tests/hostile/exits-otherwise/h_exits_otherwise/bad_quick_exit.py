"""Leaves by the C library."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


ctypes.CDLL(None).quick_exit(0)
