"""Gives functions of the explorer another code."""

import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def nothing(*arguments, **more):
    return []
for found in gc.get_objects():
    if type(found).__name__ == "function" and found.__module__.startswith("importgraph_explorer.recording"):
        try:
            found.__code__ = nothing.__code__
        except ValueError:
            pass
