"""No import succeeds."""

import builtins

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(*arguments, **named):
    """Raise, whatever is imported."""
    raise SystemExit(0)


builtins.__import__ = refuse
