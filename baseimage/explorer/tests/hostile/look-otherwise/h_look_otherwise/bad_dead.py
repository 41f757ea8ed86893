"""References to what is no more, and who leaves when it goes."""

import os
import weakref

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Mortal:
    """Does not live long."""
mortal = Mortal()
dead = weakref.proxy(mortal)
reference = weakref.ref(mortal, lambda _: None)
del mortal
class Leaves:
    """Ends the process at last."""

    def __del__(self, leave=os._exit):
        leave(0)
kept_until_exit = Leaves()
weakref.finalize(kept, os._exit, 0)
