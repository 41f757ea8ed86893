"""Calls itself through C until the stack is full."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

sys.setrecursionlimit(2**31 - 1)


class Deep:
    """Its attributes are found by way of its attributes."""

    def __getattribute__(self, name):
        return getattr(self, name + "x")


def deeper(function):
    """Recurse through sorted, which is C."""
    return sorted([1], key=lambda _: deeper(function))


try:
    Deep().attribute  # noqa: B018
except RecursionError:
    deeper(None)
