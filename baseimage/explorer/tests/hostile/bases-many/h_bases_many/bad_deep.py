"""Has a long line of ancestors."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

last = object
for number in range(1_000):
    last = type(f"Ancestor{number}", (last,), {"__module__": __name__})
    if number % 100 == 0:
        globals()[last.__name__] = last
Descendant = last
