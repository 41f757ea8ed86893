"""A path without end."""

import itertools
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Endless(list):
    """Has one more folder, always."""

    def __iter__(self):
        return itertools.repeat("/nowhere")


sys.path = Endless(sys.path)
