"""Gives every function of the explorer a body of its own."""

import gc
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def nothing(*arguments, **named):
    """Do nothing, whatever is asked."""


for found in gc.get_objects():
    if isinstance(found, types.FunctionType) and "importgraph_explorer" in found.__code__.co_filename:
        try:
            found.__code__ = nothing.__code__
            found.__defaults__ = found.__kwdefaults__ = None
        except ValueError:
            pass
