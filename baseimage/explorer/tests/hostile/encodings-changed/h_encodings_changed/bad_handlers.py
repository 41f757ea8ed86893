"""Whatever can't be encoded becomes something else, or ends the process."""

import codecs
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def handler(error):
    """End the process."""
    os._exit(0)


for name in ("strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "xmlcharrefreplace"):
    codecs.register_error(name, handler)
