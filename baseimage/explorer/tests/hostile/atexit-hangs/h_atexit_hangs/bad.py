"""What is left to do at the end is never done."""

import atexit
import threading
import time
import weakref

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def wait():
    """Wait for ever."""
    time.sleep(365 * 24 * 3600)


class Lingering:
    """Waits for ever when it is thrown away."""

    def __del__(self):
        wait()


atexit.register(wait)
lingering = Lingering()
weakref.finalize(lingering, wait)
if hasattr(threading, "_register_atexit"):
    threading._register_atexit(wait)
