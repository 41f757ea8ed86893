"""Is called by the collector, and leaves later."""

import gc
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


calls = []
def leave(phase, info):
    """Leave at the third time."""
    calls.append(phase)
    if len(calls) > 3:
        os._exit(0)
gc.callbacks.append(leave)
gc.set_threshold(1, 1, 1)
