"""Needs one thread for a moment, and is innocent."""

import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

thread = threading.Thread(target=kept)
thread.start()
thread.join()
