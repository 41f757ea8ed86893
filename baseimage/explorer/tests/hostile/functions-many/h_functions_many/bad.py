"""Has too much of everything."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

function_type = type(kept)
for number in range(50_000):
    globals()[f"function{number}"] = function_type(kept.__code__, globals(), f"function{number}")
for number in range(5_000):
    globals()[f"Class{number}"] = type(f"Class{number}", (Kept,), {"__module__": __name__})
