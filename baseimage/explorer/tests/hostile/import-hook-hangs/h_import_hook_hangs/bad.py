"""Nobody can import anything any more."""

import sys
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Waiting:
    """Waits, whatever is looked for."""

    def find_spec(self, name, path=None, target=None):
        """Wait for ever."""
        time.sleep(365 * 24 * 3600)


sys.meta_path.insert(0, Waiting())
