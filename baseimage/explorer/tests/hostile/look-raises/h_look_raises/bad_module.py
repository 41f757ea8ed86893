"""A module that raises when an unknown name is asked of it (PEP 562)."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def __getattr__(name):
    raise SystemExit(0)


def __dir__():
    raise SystemExit(0)
