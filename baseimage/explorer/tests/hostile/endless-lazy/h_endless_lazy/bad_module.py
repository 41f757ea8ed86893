"""A module that is an object which has every attribute."""

import sys
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Lazy(types.ModuleType):
    """Has every attribute, each such an object."""

    def __getattr__(self, name):
        return Lazy(name)

    def __dir__(self):
        return ["endless", "other"]


lazy = Lazy(__name__)
lazy.__dict__.update(globals())
sys.modules[__name__] = lazy
