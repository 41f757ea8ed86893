"""Nothing is collected any more."""

import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

gc.freeze()
gc.set_threshold(1, 1, 1)
gc.disable()
gc.set_debug(gc.DEBUG_SAVEALL)
