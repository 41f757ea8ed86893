"""Has too many names."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

globals().update((f"name{number}", number) for number in range(300_000))
Many = type("Many", (), {f"name{number}": number for number in range(100_000)})
