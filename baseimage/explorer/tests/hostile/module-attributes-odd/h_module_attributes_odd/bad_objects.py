"""Has objects where texts belong."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Leaves when anything is asked of it."""

    def __getattribute__(self, name):
        os._exit(0)

    __repr__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __fspath__ = lambda self: os._exit(0)


__file__ = __name__ = __package__ = __spec__ = __loader__ = __cached__ = __doc__ = __version__ = Leaving()
__annotations__ = __dict__ = __class__ = __builtins__ = __author__ = __all__ = Leaving()
