"""Code that says to be somewhere else."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def moved():
    """Be somewhere else."""
def renamed():
    """Be called something else."""
moved.__code__ = moved.__code__.replace(co_filename="/etc/passwd", co_firstlineno=2**31 - 1)
renamed.__code__ = renamed.__code__.replace(co_filename="\n::error::forged\x1b[2J", co_name="\n##[error]forged")
renamed.__qualname__ = "x" * 1_000_000
