"""Needs its time, and is innocent."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

end = time.monotonic() + 1.5
values = []
while time.monotonic() < end:
    values += [[number] for number in range(100)]
    time.sleep(0.005)
