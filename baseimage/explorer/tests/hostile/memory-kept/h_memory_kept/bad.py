"""Keeps 300 MB, which is no offence by itself."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

hoard = [b"x" * (1 << 20) for _ in range(300)]
