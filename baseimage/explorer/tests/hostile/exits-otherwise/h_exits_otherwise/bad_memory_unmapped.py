"""Unmaps the memory of the program itself."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


ctypes.CDLL(None).munmap(ctypes.c_void_p(id(object) & ~0xFFF), 1 << 20)
list(map(str, range(100_000)))
