"""Whoever imports next dies."""

import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def hook(event, arguments):
    """End the process at the next import."""
    if event in ("import", "exec"):
        os._exit(0)


sys.addaudithook(hook)
