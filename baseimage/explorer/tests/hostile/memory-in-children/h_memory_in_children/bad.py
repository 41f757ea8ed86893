"""Four children, each with an appetite."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for number in range(4):
    if os.fork() == 0:
        hoard = []
        while True:
            hoard.append(b"x" * (16 << 20))
while True:
    os.wait()
