"""Replaces functions for whoever imports any of its modules."""

import os
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def close(descriptor):
    """Close nothing."""


os.close, time.sleep = close, close
