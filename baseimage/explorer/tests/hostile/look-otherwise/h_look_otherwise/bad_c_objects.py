"""Objects of C that few have met."""

import ctypes
import mmap
import select
import socket

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Fields(ctypes.Structure):
    """Laid out in C."""

    _fields_ = [("x", ctypes.c_int), ("\n::error::forged", ctypes.c_int)]
pointer = ctypes.CFUNCTYPE(ctypes.c_int)(0)
mapped = mmap.mmap(-1, 4096)
released = memoryview(b"x")
released.release()
poll = select.epoll()
poll.close()
closed = socket.socket()
closed.close()
address = ctypes.py_object()
upper = super(Kept, Kept())
bound = kept.__get__(pointer)
