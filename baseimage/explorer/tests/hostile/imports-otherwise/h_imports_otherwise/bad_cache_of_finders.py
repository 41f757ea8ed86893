"""Puts a finder of its own in place of all that are kept."""

import importlib.machinery
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Finder:
    """Finds nothing."""

    def find_spec(self, name, target=None):
        return None

    def invalidate_caches(self):
        pass
for path in list(sys.path_importer_cache):
    sys.path_importer_cache[path] = Finder()
