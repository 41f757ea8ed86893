"""A class and its functions, all with the same text of 60 MB."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

text = "word " * 12_000_000


class Documented:
    """Be replaced."""

    __doc__ = text


for number in range(50):
    globals()[f"function{number}"] = type(kept)(kept.__code__, globals(), f"function{number}")
    globals()[f"function{number}"].__doc__ = text
