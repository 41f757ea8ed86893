"""Raises a kind of its own."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Farewell(BaseException):
    """Derived from the very top."""


raise Farewell("good bye")
