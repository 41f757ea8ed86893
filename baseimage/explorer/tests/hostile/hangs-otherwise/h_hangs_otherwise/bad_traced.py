"""Is traced by who does not know it."""

import ctypes
import signal

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


ctypes.CDLL(None).ptrace(0, 0, 0, 0)
signal.raise_signal(signal.SIGTRAP)
