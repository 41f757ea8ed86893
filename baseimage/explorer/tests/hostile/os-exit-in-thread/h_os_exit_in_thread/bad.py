"""A thread ends the process."""

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

threading.Thread(target=os._exit, args=(0,)).start()
time.sleep(5)
