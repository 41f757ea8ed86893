"""Leaves a thread behind."""

import os
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
    """End the process when nobody thinks of this module any more."""
    time.sleep(0.5)
    os._exit(0)


threading.Thread(target=later, daemon=True).start()
