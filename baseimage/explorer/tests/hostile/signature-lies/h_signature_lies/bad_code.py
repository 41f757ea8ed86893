"""Functions whose code, defaults and closure don't fit each other."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def other(a, b, /, c, *d, e, **f):
    """Give away the code."""


def function():
    """Have others' code and too many defaults."""


function.__code__ = other.__code__
function.__defaults__ = tuple(range(1000))
function.__kwdefaults__ = {"forged": 1, 7: 2, None: 3, "e": function}


def renamed(value):
    """Have parameters whose names are none."""


renamed.__code__ = renamed.__code__.replace(co_varnames=("\n::error::forged\ud800",))
