"""Leaves a thread behind."""

import builtins
import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(*args, **kwargs):
    """Stand in for every function."""
    raise SystemExit(0)


def later():
    """Change what everybody uses."""
    time.sleep(0.5)
    for name in ("len", "isinstance", "getattr", "__import__", "open", "sorted", "print", "repr"):
        setattr(builtins, name, refuse)


threading.Thread(target=later, daemon=True).start()
