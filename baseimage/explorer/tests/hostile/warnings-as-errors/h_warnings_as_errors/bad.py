"""Whoever warns fails."""

import os
import warnings

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(*arguments, **named):
    """Raise instead of showing."""
    raise SystemExit(0)


warnings.simplefilter("error")
warnings.showwarning = warnings.formatwarning = refuse
os.environ["PYTHONWARNINGS"] = "error"
