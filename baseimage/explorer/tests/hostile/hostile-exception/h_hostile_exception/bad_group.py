"""A group of groups, a thousand deep."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

error = ValueError("innermost")
for number in range(1000):
    try:
        error = BaseExceptionGroup(f"level {number}", [error])
    except NameError:
        break
raise error
