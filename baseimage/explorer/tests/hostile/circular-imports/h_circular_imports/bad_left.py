"""Needs a name that isn't there yet."""

from .bad_right import right  # noqa: F401

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

left = 1
