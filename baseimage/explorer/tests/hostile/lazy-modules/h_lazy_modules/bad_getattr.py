"""Imports its names when they are asked for (PEP 562)."""

import importlib

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

__all__ = ["kept", "forged_data"]


def __getattr__(name):
    if name == "forged_data":
        return importlib.import_module(".inner", __package__)
    raise AttributeError(name)


def __dir__():
    return __all__
