"""Classes whose class raises."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """Raises when anything is asked of its classes."""

    def __getattribute__(cls, name):
        raise SystemExit(0)

    def __dir__(cls):
        raise SystemExit(0)

    __repr__ = __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __call__ = __dir__
    __instancecheck__ = __subclasscheck__ = __subclasses__ = __getattribute__


class Raising(metaclass=Meta):
    """Can't be asked anything."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""
