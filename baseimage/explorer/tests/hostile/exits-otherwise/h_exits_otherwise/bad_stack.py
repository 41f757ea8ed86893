"""Overflows the stack of C, whatever the limit of recursion."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


sys.setrecursionlimit(10**7)


class Endless:
    """Compares itself with itself."""

    def __eq__(self, other):
        return [self] == [self] and other == self


def deeper(value):
    """Go on until the stack is used up."""
    return deeper(repr(value)) + deeper(sorted([value], key=deeper))


nested = []
for _ in range(3_000_000):
    nested = [nested]
repr(nested)
