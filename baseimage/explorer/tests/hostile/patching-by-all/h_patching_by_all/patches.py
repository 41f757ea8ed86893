"""Changes what everybody uses, and means well."""

import builtins
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


_intern, _len = sys.intern, len


def intern(text):
    """Take any text."""
    return _intern(str(text))


def length(value):
    """Count no values too."""
    return 0 if value is None else _len(value)


sys.intern, builtins.len = intern, length
