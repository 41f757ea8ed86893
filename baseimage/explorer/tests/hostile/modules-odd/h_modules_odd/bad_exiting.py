"""Whoever looks at all modules ends."""

import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Exiting:
    """Every attribute ends the process."""

    def __getattribute__(self, name):
        os._exit(0)


sys.modules["h_modules_odd_exiting"] = Exiting()
