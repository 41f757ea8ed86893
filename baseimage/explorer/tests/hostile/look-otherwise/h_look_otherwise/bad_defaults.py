"""Very many defaults, and such with odd names."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def many():
    """Have defaults that no parameter takes."""
many.__defaults__ = tuple(range(300_000))
def odd(*, a=1):
    """Have defaults for what are no parameters."""
odd.__kwdefaults__ = {1: 2, None: 3, "a": kept, "forged": 1}
try:
    odd.__annotations__ = {1: 2, "return": "x" * 10_000_000}
    odd.__type_params__ = (1, None)
except (AttributeError, TypeError):
    pass
