"""Whoever walks every way never comes back."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

last = type("Last", (), {"__module__": __name__})
for number in range(40):
    last = type(f"Level{number}", (), {"left": last, "middle": last, "right": last, "__module__": __name__})
First = last
