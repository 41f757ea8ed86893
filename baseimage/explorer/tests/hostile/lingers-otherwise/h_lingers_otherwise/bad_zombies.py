"""Children that nobody waits for."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


for _ in range(50):
    if os.fork() == 0:
        os._exit(0)
