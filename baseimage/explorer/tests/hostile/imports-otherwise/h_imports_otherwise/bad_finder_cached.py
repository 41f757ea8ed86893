"""Patches the finder that is kept for its folder."""

import importlib.machinery
import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Loader:
    """Makes modules up."""

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.forged_by_finder = 1
def find_spec(name, target=None):
    return importlib.machinery.ModuleSpec(name, Loader(), origin=__file__)
for path, finder in sys.path_importer_cache.items():
    if finder is not None and os.path.dirname(__file__).startswith(path):
        finder.find_spec = find_spec
