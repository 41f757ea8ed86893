"""Takes the fast functions where they can be had."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


try:
    from .bad_speedups import kept as fast

    FAST = True
except ImportError:
    FAST = False
