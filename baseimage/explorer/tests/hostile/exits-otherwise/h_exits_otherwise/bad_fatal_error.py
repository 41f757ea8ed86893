"""Declares a fatal error of the interpreter."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


ctypes.pythonapi.Py_FatalError(b"::error::forged")
