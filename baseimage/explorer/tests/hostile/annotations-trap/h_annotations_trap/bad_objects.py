"""Annotations that are odd objects."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving(type):
    """Makes classes that leave when anything is asked of them."""

    def __getattribute__(cls, name):
        os._exit(0)

    __repr__ = __hash__ = __eq__ = __or__ = lambda *cls: os._exit(0)


Odd = type.__new__(Leaving, "Odd", (), {})


class Annotations(dict):
    """Can't be gone through."""

    def __iter__(self):
        os._exit(0)

    items = keys = values = get = copy = __getitem__ = __len__ = __contains__ = __iter__


def function(value: Odd) -> Odd:
    """Have annotations that can't be shown."""


def other():
    """Have annotations that can't be gone through."""


other.__annotations__ = Annotations(forged=1)
__annotations__ = Annotations(forged=1)
