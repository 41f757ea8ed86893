"""Names that every object of JavaScript has."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Objects:
    """Looks like an object of another language."""

    def toString(self):  # noqa: N802
        """Do nothing."""

    def valueOf(self):  # noqa: N802
        """Do nothing."""


def constructor(prototype=None):
    """Do nothing."""


def hasOwnProperty(__proto__=None):  # noqa: N802
    """Do nothing."""


for name in ("__proto__", "prototype", "length", "then", "toJSON", "__defineGetter__", "isPrototypeOf"):
    globals()[name] = 1
    setattr(Objects, name, 1)
