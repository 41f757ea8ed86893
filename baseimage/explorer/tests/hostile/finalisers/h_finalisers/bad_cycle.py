"""Leaves garbage that bites: collected when other modules are imported."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Biting:
    """Ends the process when it is collected."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        os._exit(0)


biting = [Biting() for number in range(100)]
del biting
