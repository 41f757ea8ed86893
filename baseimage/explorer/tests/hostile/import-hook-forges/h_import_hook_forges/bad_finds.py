"""Finds modules that aren't there, and its own version of those that are."""

import importlib.machinery
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Loader:
    """Makes a module of nothing."""

    def create_module(self, spec):
        """Leave it to the importer."""

    def exec_module(self, module):
        """Fill it."""
        module.forged_data = 1


class Finder:
    """Has whatever is looked for."""

    def find_spec(self, name, path=None, target=None):
        """Give a module of our own."""
        return importlib.machinery.ModuleSpec(name, Loader(), is_package=True)


sys.meta_path.insert(0, Finder())
