"""Whoever looks for modules of this package gets an exception."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Path(list):
    """Can't be gone through."""

    def __iter__(self):
        raise SystemExit(0)

    __len__ = __bool__ = __getitem__ = __iter__


__path__ = Path(__path__)
