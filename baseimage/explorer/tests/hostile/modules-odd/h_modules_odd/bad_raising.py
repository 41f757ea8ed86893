"""Whoever looks at all modules gets an exception."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Raising:
    """Every attribute raises."""

    def __getattribute__(self, name):
        raise SystemExit(0)


sys.modules["h_modules_odd_raising"] = Raising()
