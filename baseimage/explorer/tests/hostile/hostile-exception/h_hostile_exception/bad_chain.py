"""Exceptions that cause one another in a circle, and a long line of them."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

first, second = ValueError("first"), ValueError("second")
first.__cause__, second.__cause__ = second, first
last = first
for number in range(50_000):
    following = ValueError(number)
    following.__context__ = last
    last = following
raise last
