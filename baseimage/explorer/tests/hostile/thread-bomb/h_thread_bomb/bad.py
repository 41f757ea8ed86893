"""Every thread lives for ever."""

import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

while True:
    threading.Thread(target=time.sleep, args=(365 * 24 * 3600,)).start()
