"""Nobody else can import them."""

import importlib._bootstrap
import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

package = __name__.partition(".")[0]
taken = threading.Event()


def hold():
    """Hold the locks."""
    locks = [importlib._bootstrap._get_module_lock(package + "." + name) for name in ("zulu", "yankee")]
    for lock in locks:
        lock.acquire()
    taken.set()
    time.sleep(365 * 24 * 3600)


threading.Thread(target=hold, daemon=True).start()
taken.wait()
