"""A message of 100 MB, with lines that mean something to a runner."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

raise ValueError("\n::error::forged\n\x1b[2J" + "x" * 100_000_000)
