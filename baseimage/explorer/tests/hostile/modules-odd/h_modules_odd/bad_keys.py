"""Modules under names that are no texts."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for name in (None, 7, ("a",), b"bytes", "", ".", "a..b", "\ud800", "\n::error::forged", 1.5):
    sys.modules[name] = sys
