"""Takes away the one who looks whether something was changed."""

import gc
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


for found in gc.get_objects():
    if type(found).__name__ == "Guard":
        type(found).check = lambda *_: ([], [])
os.write = lambda *_: 0
