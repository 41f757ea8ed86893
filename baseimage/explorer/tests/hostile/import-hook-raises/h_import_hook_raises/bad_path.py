"""Nobody can find anything in folders any more."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(path):
    """Raise, whatever the folder."""
    raise KeyboardInterrupt


sys.path_hooks.insert(0, refuse)
sys.path_importer_cache.clear()
