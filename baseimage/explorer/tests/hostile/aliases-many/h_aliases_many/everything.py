"""Imports everything from each of its neighbours, under names of its own too."""

import importlib

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for number in range(100):
    module = importlib.import_module(f"h_aliases_many.parts.part{number:03}")
    globals().update((f"part{number:03}_{name}", value) for name, value in vars(module).items() if not name.startswith("__"))
