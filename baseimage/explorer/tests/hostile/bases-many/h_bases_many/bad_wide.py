"""Has a thousand bases."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

Wide = type("Wide", tuple(type(f"Base{number}", (), {}) for number in range(1_000)), {"__module__": __name__})
