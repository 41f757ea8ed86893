"""Takes references that it does not own."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for value in (None, True, False, (), "", b"", 1, type, object, str, dict):
    for _ in range(100_000):
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(value))
