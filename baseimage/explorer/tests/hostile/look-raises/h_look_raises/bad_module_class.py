"""A module that has been given a class which raises."""

import sys
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Raising(types.ModuleType):
    """Raises when anything is asked of it."""

    def __getattribute__(self, name):
        if name.startswith("__") and name not in ("__all__", "__dict__", "__doc__", "__wrapped__"):
            return super().__getattribute__(name)
        raise SystemExit(0)

    def __dir__(self):
        raise SystemExit(0)


sys.modules[__name__].__class__ = Raising
