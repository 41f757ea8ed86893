"""Modules that are none."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for number, value in enumerate((None, 7, "text", object(), [], {}, Kept, kept, NotImplemented)):
    sys.modules[f"h_modules_odd_odd{number}"] = value
    sys.modules[f"h_modules_odd.odd{number}"] = value
