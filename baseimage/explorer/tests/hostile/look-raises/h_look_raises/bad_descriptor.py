"""Descriptors that raise."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Descriptor:
    """Raises when it is read, from the class too."""

    def __get__(self, instance, owner=None):
        raise SystemExit(0)

    def __set__(self, instance, value):
        raise SystemExit(0)

    @property
    def __doc__(self):
        raise SystemExit(0)

    @property
    def __isabstractmethod__(self):
        raise SystemExit(0)

    @property
    def __objclass__(self):
        raise SystemExit(0)

    __name__ = __module__ = __wrapped__ = __func__ = fget = __objclass__


class Described:
    """Has attributes that can't be read."""

    described = Descriptor()

    @property
    def prop(self) -> int:
        """Raise."""
        raise SystemExit(0)

    @classmethod
    @property
    def both(cls):
        """Raise, from the class, where Python chains these."""
        raise SystemExit(0)


instance = Described()
