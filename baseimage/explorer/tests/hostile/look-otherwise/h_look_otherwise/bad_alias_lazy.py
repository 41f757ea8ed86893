"""Type aliases and bounds that are computed when somebody asks, and leave."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def leave():
    """End the process."""
    os._exit(0)
exec("type Alias = leave()\ndef bounded[T: leave()](x: T) -> T: ...\nclass Bounded[T: leave()]: ...")
