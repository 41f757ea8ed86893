"""Classes with odd names."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def named(name, **body):
    """Make a class."""
    return type(name, (), body)


numbers = named("numbers", __module__=7, __doc__=7)
nothing = named("nothing", __module__=None, __doc__=None)
long = named("x" * 1_000_000, __module__="y" * 1_000_000)
dotted = named("a.b.c", __module__="h_odd_names_claimed.zulu")
commands = named("\n::error::forged", __module__="\n::error::forged", __qualname__="\n::error::forged")
surrogates = named("named", __module__="\ud800", __qualname__="\udfff")
empty = named("", __module__="", __qualname__="")
described = named("described", __doc__=property(lambda self: 7), __module__=property(lambda self: 7))
