"""Leaves a thread behind."""

import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def later():
    """Take 64 MB at a time."""
    hoard = []
    time.sleep(0.5)
    while True:
        hoard.append(b"x" * (64 << 20))


threading.Thread(target=later, daemon=True).start()
