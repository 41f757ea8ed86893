"""Leaves threads behind that do nothing."""

import concurrent.futures
import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

threading.Thread(target=time.sleep, args=(365 * 24 * 3600,)).start()
threading.Thread(target=time.sleep, args=(365 * 24 * 3600,), daemon=True).start()
pool = concurrent.futures.ThreadPoolExecutor()
pool.submit(time.sleep, 365 * 24 * 3600)
