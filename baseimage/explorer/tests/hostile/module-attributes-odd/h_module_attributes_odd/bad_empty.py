"""Has no attributes."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for name in ("__file__", "__spec__", "__loader__", "__package__", "__doc__", "__cached__", "__name__"):
    globals().pop(name, None)
