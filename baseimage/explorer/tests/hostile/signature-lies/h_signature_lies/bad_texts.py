"""Text signatures that are none."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Texts:
    """Says what its signature is, wrongly."""

    __text_signature__ = "($self, forged=__import__('os')._exit(0), /, *, \n::error::forged=" + "(" * 1000 + ")"


class Number:
    """Has a number for a signature."""

    __text_signature__ = 7
    __signature__ = "(forged)"


def function():
    """Have a text for a signature."""


function.__text_signature__ = "(forged=" + "[" * 100_000
function.__signature__ = "(forged)"
