"""Values that raise."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Raising:
    """Can't be used."""

    def __repr__(self):
        raise SystemExit(0)

    __str__ = __eq__ = __ne__ = __hash__ = __len__ = __bool__ = __iter__ = __contains__ = __getitem__ = __format__ = __repr__


class Mute:
    """Shows itself as something that is no text."""

    def __repr__(self):
        return 7


VALUE, MUTE = Raising(), Mute()
VALUES = (Raising(), [Mute()])


def function(value=Raising(), *, other=(Mute(),)) -> Raising():
    """Have defaults that can't be shown."""
