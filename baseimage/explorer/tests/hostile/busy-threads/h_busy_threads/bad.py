"""Leaves threads behind that are busy."""

import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def compute():
    """Compute for ever."""
    while True:
        pass


for _ in range(3):
    threading.Thread(target=compute, daemon=True).start()
