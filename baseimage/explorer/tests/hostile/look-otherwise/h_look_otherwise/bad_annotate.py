"""Annotations that are computed when somebody asks, and leave."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Lazy:
    """Its annotations are a trap."""

    def __getattr__(self, name):
        os._exit(0)
def annotated():
    """Has a trap."""
def __annotate__(format, /):
    os._exit(0)
try:
    annotated.__annotate__ = __annotate__
except AttributeError:
    pass
class Annotated:
    """Has a trap."""

    x: "[].append(__import__('os')._exit(0))"
    y: "('x' * 10**10)"
