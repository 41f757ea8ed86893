"""Has no bottom."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

deepest = None
for _ in range(20_000):
    deepest = type("Nested", (), {"Nested": deepest, "__module__": __name__})
Nested = deepest
