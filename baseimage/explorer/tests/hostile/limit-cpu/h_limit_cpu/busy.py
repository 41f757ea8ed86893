"""Computes for a while, which is no offence."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

end = time.process_time() + 1.5
while time.process_time() < end:
    pass
