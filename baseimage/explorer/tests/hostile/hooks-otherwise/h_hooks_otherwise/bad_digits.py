"""Makes numbers as short as may be, and the stack too."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(640)
BIG = 10**2000
