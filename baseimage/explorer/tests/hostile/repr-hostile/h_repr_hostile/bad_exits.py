"""Values that end the process."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Can't be used."""

    def __repr__(self):
        os._exit(0)

    __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __contains__ = __getitem__ = __format__ = __repr__
    __int__ = __index__ = __float__ = __lt__ = __call__ = __reduce_ex__ = __sizeof__ = __copy__ = __deepcopy__ = __repr__


VALUE = Leaving()
VALUES = (Leaving(), [Leaving()], {"a": Leaving()})


def function(value=Leaving(), *, other=(Leaving(),)) -> Leaving():
    """Have defaults that can't be shown."""
