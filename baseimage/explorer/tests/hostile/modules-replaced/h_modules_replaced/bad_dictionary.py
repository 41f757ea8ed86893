"""A dictionary of modules that knows better."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Modules(dict):
    """Has every module, and each is this one."""

    def __getitem__(self, name):
        return sys.modules[__name__]

    def get(self, name, default=None):
        """Give this module, whatever is asked."""
        return self[name]

    def __contains__(self, name):
        return True


sys.modules = Modules(sys.modules)
