"""Locks memory, and shares some."""

import ctypes
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


C = ctypes.CDLL(None)
C.mlockall(3)
shared = C.shm_open(b"/forged", os.O_RDWR | os.O_CREAT, 0o600)
memory = os.memfd_create("forged")
os.truncate(memory, 1 << 30)
try:
    with open("/dev/shm/forged", "wb") as file:
        file.write(bytes(1 << 24))
except OSError:
    pass
