"""Instances and classes that raise."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Raising:
    """Raises when anything is asked of it."""

    def __getattribute__(self, name):
        raise SystemExit(0)

    def __dir__(self):
        raise SystemExit(0)

    __repr__ = __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __call__ = __dir__

    def method(self, value: int = 1) -> str:
        """Do nothing."""


raising = Raising()
