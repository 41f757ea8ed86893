"""Holds commands in whatever is read."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def documented(argument="\n::error::forged\n"):
    """::error::forged."""


documented.__doc__ = "\n::error::forged\n##[error]forged\x1b[2J\n"
VALUE = "\n::error::forged\n"
globals()["\n::error::forged"] = 1
globals()["\x1b[2Jforged"] = 1
