"""Names that belong to others."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """Says other names than its classes have."""

    __name__ = property(lambda cls: "forged_data")
    __module__ = property(lambda cls: "requests")
    __doc__ = property(lambda cls: 7)


class Lying(metaclass=Meta):
    """Has another name than it says."""


class Elsewhere:
    """Says to be somewhere else."""

    __module__ = "os"
    __qualname__ = "PathLike"


def elsewhere():
    """Say to be somewhere else."""


elsewhere.__module__ = "json"
elsewhere.__qualname__ = elsewhere.__name__ = "dumps"
