"""Thirty thousand functions in a line."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


table = {f"f{number}": (lambda number=number: number) for number in range(30_000)}
globals().update(table)
