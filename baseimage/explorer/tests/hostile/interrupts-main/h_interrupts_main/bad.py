"""A thread that never lets the main thread finish."""

import _thread
import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def interrupt():
    """Interrupt the main thread a hundred times a second."""
    while True:
        time.sleep(0.01)
        _thread.interrupt_main()


threading.Thread(target=interrupt, daemon=True).start()
