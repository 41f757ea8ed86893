"""Sends a signal to one of its threads by a bare system call."""

import ctypes
import os
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


TGKILL = 234
ctypes.CDLL(None).syscall(TGKILL, os.getpid(), threading.get_native_id(), 9)
