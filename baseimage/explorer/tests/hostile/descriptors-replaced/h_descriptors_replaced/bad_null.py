"""What is written now is lost."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

null = os.open("/dev/null", os.O_RDWR)
for descriptor in map(int, os.listdir("/proc/self/fd")):
    if descriptor != null:
        try:
            os.fstat(descriptor)
            os.dup2(null, descriptor)
        except OSError:
            pass
