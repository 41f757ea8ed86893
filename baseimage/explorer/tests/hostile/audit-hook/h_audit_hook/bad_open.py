"""No file can be opened."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def hook(event, arguments):
    """Raise at everything about files and code."""
    if event in ("open", "compile", "exec", "os.listdir", "os.scandir", "sys._getframe", "object.__getattr__"):
        raise RuntimeError("forged")


sys.addaudithook(hook)
