"""Lets nothing go that is collected."""

import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


gc.set_debug(gc.DEBUG_SAVEALL | gc.DEBUG_STATS)
gc.freeze()
for _ in range(1000):
    circle = []
    circle.append(circle)
gc.collect()
