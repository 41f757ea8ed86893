"""As many files as there may be."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


os.makedirs("/tmp/many", exist_ok=True)
try:
    for number in range(100_000):
        os.close(os.open(f"/tmp/many/{number}", os.O_CREAT))
except OSError:
    pass
