"""Loads its own file under new names, until that is too deep."""

import importlib.util
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

depth = __name__.count("_again")
if depth < 200:
    spec = importlib.util.spec_from_file_location(__name__ + "_again", __file__)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
