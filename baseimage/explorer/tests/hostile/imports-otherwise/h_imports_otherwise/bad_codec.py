"""Has a codec of its own that leaves, for a file of its own."""

import codecs
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def search(name):
    if name.startswith("h_codec"):
        os._exit(0)
    return None
codecs.register(search)
