"""Output is error output now, and the other way round."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

kept_out = os.dup(1)
os.dup2(2, 1)
os.dup2(kept_out, 2)
