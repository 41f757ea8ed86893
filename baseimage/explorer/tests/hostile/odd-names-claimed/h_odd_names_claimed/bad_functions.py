"""Functions with odd names."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def numbers():
    """Be replaced."""


def nothing():
    """Be replaced."""


def commands():
    """Be replaced."""


numbers.__module__, numbers.__doc__ = 7, 7
nothing.__module__, nothing.__doc__ = None, None
commands.__name__ = commands.__qualname__ = commands.__module__ = commands.__doc__ = "\n::error::forged\x1b[2J\ud800"
for one in (numbers, nothing, commands):
    one.__code__ = one.__code__.replace(co_filename="\n::error::forged\x1b[2J", co_firstlineno=2**31 - 1, co_name="\ud800")
