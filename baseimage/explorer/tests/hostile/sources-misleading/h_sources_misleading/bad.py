"""The source tells something else."""

import typing

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

exec("def made(value: int) -> int:\n    'Made of text.'\n")
Made = type("Made", (Kept,), {"__module__": __name__, "__doc__": "Made by type."})


def forged_function():
    """Is deleted below."""


del forged_function


def decorated(function):
    """Give another function."""
    return kept


@decorated
def replaced():
    """Isn't this one."""


if typing.TYPE_CHECKING:
    from nowhere import Nothing  # noqa: F401

if not __debug__:
    def never():
        """Isn't there."""
