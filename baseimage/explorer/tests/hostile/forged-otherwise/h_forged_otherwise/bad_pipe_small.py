"""Makes the pipe as small as it can be, and not blocking."""

import contextlib
import fcntl
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


for number in map(int, os.listdir("/proc/self/fd")):
    with contextlib.suppress(OSError):
        fcntl.fcntl(number, 1031, 4096)
        os.set_blocking(number, False)
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
