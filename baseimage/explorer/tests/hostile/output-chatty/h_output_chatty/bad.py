"""Says hello, at length."""

import logging
import os
import sys
import warnings

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for number in range(2000):
    print("hello", number, end="\r")
    print("hello", number, file=sys.stderr)
sys.stdout.buffer.write(b"\xff\xfe bytes \x00\n")
os.write(1, b"straight to the descriptor, without an end of line")
os.write(2, b"straight to the descriptor, without an end of line")
os.system("echo from a child; echo from a child >&2")
logging.warning("logged")
warnings.warn("warned", stacklevel=2)
sys.stdout.write("{\"event\":")
