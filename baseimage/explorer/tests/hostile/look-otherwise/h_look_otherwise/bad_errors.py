"""Raises what ends generators, loops and processes when looked at."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaves(SystemExit):
    """Ends the process when it is printed."""

    def __str__(self):
        os._exit(0)
def raising(error):
    """Make a property that raises."""
    def get(self, *_):
        raise error
    return property(get)
class Raises:
    """Raises whatever there is."""

    one = raising(GeneratorExit())
    two = raising(StopIteration())
    three = raising(StopAsyncIteration())
    four = raising(KeyboardInterrupt())
    five = raising(Leaves())
    six = raising(MemoryError())
    seven = raising(RecursionError())
    __wrapped__ = __signature__ = __text_signature__ = one
    __doc__ = three
raises = Raises()
