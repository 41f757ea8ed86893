"""Names that are numbers, tuples, nothing."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

globals().update({7: 1, None: 2, ("a",): 3, b"bytes": 4, 1.5: 5, frozenset(): 6, kept: 7, Kept: 8})
numbers = type("numbers", (), {7: 1, None: 2, b"bytes": 3, "named": 4})
