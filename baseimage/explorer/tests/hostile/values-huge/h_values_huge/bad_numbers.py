"""Numbers with more digits than Python will print."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

HUGE = 1 << 100_000_000
NEGATIVE = -(10**5000)
FLOAT, COMPLEX = float("nan"), complex("-inf+nanj")


def function(huge=HUGE, negative=NEGATIVE, float=FLOAT):
    """Have big defaults."""
