"""Whoever uses them ends."""

import builtins
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for name in ("isinstance", "len", "getattr", "repr", "sorted", "open", "print", "dir", "vars", "id"):
    setattr(builtins, name, lambda *arguments, **named: os._exit(0))
