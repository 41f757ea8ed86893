"""Puts nothing in place of every descriptor."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


nowhere = os.open(os.devnull, os.O_RDWR)
for number in map(int, os.listdir("/proc/self/fd")):
    if number not in (nowhere, 0, 1, 2):
        try:
            os.dup2(nowhere, number)
        except OSError:
            pass
