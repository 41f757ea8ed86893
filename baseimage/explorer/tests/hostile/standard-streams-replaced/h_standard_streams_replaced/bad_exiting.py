"""Ends the process when something is printed."""

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

    def __getattr__(self, name):
        os._exit(0)


sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Exiting()
