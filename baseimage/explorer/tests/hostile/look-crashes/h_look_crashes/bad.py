"""Everything leads to the null pointer."""

import ctypes

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """Crashes when anything is asked of its classes."""

    def __getattribute__(cls, name):
        ctypes.string_at(0)

    def __dir__(cls):
        ctypes.string_at(0)


class Crashing(metaclass=Meta):
    """Crashes when anything is asked of it."""

    def __getattribute__(self, name):
        ctypes.string_at(0)

    def __get__(self, instance, owner=None):
        ctypes.string_at(0)

    __repr__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = lambda self: ctypes.string_at(0)


crashing = object.__new__(Crashing)


class Holder:
    """Holds one as a descriptor."""

    held = crashing
