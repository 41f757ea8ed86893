"""Values that never answer."""

import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Waiting:
    """Can't be used."""

    def __repr__(self):
        time.sleep(365 * 24 * 3600)

    __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __contains__ = __getitem__ = __format__ = __repr__


VALUE = Waiting()
VALUES = (Waiting(), [Waiting()])


def function(value=Waiting(), *, other=(Waiting(),)) -> Waiting():
    """Have defaults that can't be shown."""
