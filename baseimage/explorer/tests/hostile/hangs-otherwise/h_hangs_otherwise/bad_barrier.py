"""Waits for itself, deaf to all signals."""

import ctypes
import signal

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
C = ctypes.PyDLL(None)
C.pause()
while True:
    pass
