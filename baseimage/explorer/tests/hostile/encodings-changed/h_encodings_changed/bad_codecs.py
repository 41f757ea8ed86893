"""Finds a codec of its own for each name that isn't known yet, and forgets the known ones."""

import codecs
import encodings

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def search(name):
    """Raise, whatever is looked for."""
    raise SystemExit(0)


codecs.register(search)
encodings._cache.clear()
codecs.lookup = codecs.getincrementaldecoder = search
