"""No other module can be imported."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def hook(event, arguments):
    """Raise at every import that comes later."""
    if event in ("import", "exec"):
        raise SystemExit(0)


sys.addaudithook(hook)
