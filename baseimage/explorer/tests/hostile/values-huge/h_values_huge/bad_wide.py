"""Texts and tuples without measure."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

TUPLE = (0,) * 10_000_000
TEXT = "x" * 100_000_000
BYTES = bytes(50_000_000)
SET = frozenset(range(100_000))
RANGE = range(10**30)


def function(tuple=TUPLE, text=TEXT):
    """Have wide defaults."""
