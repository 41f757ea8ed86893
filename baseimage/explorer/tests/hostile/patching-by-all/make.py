"""Eighty modules that are all the same."""

MODULE = b'''"""Needs what is patched."""

from h_patching_by_all import patches

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""
    return patches.intern(rest)
'''


def make(files):
    """Add the modules."""
    for number in range(80):
        files[f"h_patching_by_all/one{number:02}.py"] = MODULE
