"""Patches the loader of all sources."""

import importlib.machinery

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def get_code(self, name):
    return compile("forged_by_loader = 1", self.path, "exec")
importlib.machinery.SourceFileLoader.get_code = get_code
