"""Registers what C runs at the end, which never comes back."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

libc = ctypes.CDLL(None)
callback = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p)(lambda *arguments: libc.sleep(1_000_000))
libc.on_exit(callback, None)
libc.mallopt(-1, 0)
libc.setvbuf(ctypes.c_void_p.in_dll(libc, "stdout"), None, 2, 0)
libc.printf(b"from C, without an end of line")
