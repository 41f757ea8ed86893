"""Names that end the process when they are looked at."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Names(list):
    """Can't be gone through."""

    def __iter__(self):
        os._exit(0)

    __len__ = __bool__ = __getitem__ = __contains__ = __eq__ = __iter__


class Name(str):
    """Can't be compared."""

    def __eq__(self, other):
        os._exit(0)

    __hash__ = __str__ = __repr__ = __len__ = __getitem__ = encode = isidentifier = startswith = __eq__


__all__ = Names([Name("kept")])
