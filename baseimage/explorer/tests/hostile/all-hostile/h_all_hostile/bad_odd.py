"""Names that are none."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

__all__ = ["kept", "kept", "missing", 7, None, b"kept", ["kept"], "", ".", "a.b", "a:b", "\n::error::forged", "\ud800", "x" * 10**7]
