"""Consumes an endless iterator in C: not even a signal handler of Python's runs."""

import itertools

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

any(itertools.repeat(False))
