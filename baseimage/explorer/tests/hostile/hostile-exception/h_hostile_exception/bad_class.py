"""The exception's class has no name worth the word."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """A metaclass that lies about names."""

    @property
    def __name__(cls):
        raise SystemExit("no name")

    @property
    def __module__(cls):
        raise SystemExit("no module")


class Nameless(Exception, metaclass=Meta):
    """Can't be named."""

    @property
    def args(self):
        raise SystemExit("no arguments")

    @property
    def __traceback__(self):
        raise SystemExit("no traceback")


raise Nameless
