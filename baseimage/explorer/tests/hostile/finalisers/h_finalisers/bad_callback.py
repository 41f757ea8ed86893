"""Is called at every collection."""

import gc
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

collections = 0


def collected(phase, info):
    """End the process at the tenth collection from now."""
    global collections
    collections += 1
    if collections > 10:
        os._exit(0)


gc.callbacks.append(collected)
gc.set_threshold(10, 1, 1)
