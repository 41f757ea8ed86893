"""Has objects under the names of its modules."""

from . import one as module_one, three as module_three, two as module_two
from .one import one

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

two = 7
three = module_one
__all__ = ["one", "two", "three"]
