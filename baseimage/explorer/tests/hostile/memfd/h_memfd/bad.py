"""Writes zeros to where nobody sees them."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

descriptors = []
while True:
    descriptors.append(os.memfd_create("forged"))
    try:
        for _ in range(64):
            os.write(descriptors[-1], bytes(1 << 20))
    except OSError:
        pass
