"""An order of resolution that isn't one."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Stranger:
    """Is nobody's base."""

    strange = 1


class Meta(type):
    """Orders the bases in a way of its own."""

    def mro(cls):
        """Put a stranger in."""
        return [cls, Stranger, object]

    @property
    def __mro__(cls):
        return (cls, "forged", 7, int)

    @property
    def __bases__(cls):
        return ("forged", 7, cls)

    @property
    def __dict__(cls):
        return {"forged_data": 1}

    def __subclasses__(cls):
        return [cls, int, "forged"]


class Lying(metaclass=Meta):
    """Has another order than it says."""

    __orig_bases__ = ("forged", 7)


class Substitute:
    """Gives another base than it is."""

    def __mro_entries__(self, bases):
        return (Stranger, Lying)


class Substituted(Substitute()):
    """Has bases that nobody wrote."""
