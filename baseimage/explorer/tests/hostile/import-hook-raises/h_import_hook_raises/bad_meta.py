"""Nobody can import anything any more."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Refusing:
    """Raises, whatever is looked for."""

    def find_spec(self, name, path=None, target=None):
        """Raise."""
        raise SystemExit(0)


sys.meta_path.insert(0, Refusing())
