"""Changes what was imported, in the manner of tools that watch programs."""

import importlib.machinery
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

original = importlib.machinery.SourceFileLoader.exec_module


def watched(self, module):
    """Add a name to every module."""
    original(self, module)
    module.watched = True


importlib.machinery.SourceFileLoader.exec_module = watched
