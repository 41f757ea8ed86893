"""Functions that wrap one another in circles, and partials of partials."""

import functools

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def first():
    """Be wrapped."""
def second():
    """Be wrapped."""
first.__wrapped__ = second
second.__wrapped__ = first
partial = kept
for _ in range(20_000):
    partial = functools.partial(partial, 1)
chain = kept
for number in range(20_000):
    def following(): ...
    following.__wrapped__ = chain
    chain = following
