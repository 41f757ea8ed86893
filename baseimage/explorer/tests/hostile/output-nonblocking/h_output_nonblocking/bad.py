"""Leaves the pipes full."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for descriptor in (1, 2):
    os.set_blocking(descriptor, False)
    try:
        for _ in range(64):
            os.write(descriptor, b"\n" * 65536)
    except OSError:
        pass
