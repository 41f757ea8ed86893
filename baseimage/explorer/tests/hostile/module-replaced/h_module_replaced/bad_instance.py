"""Is an instance that holds what the module held."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Module:
    """Gives the module's names as attributes."""

    KEPT, Kept, kept = KEPT, Kept, staticmethod(kept)

    def __getattr__(self, name):
        raise AttributeError(name)


sys.modules[__name__] = Module()
