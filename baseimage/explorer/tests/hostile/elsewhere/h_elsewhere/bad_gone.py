"""Is in a folder that isn't there any more."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

os.makedirs("/tmp/h_elsewhere-gone", exist_ok=True)
os.chdir("/tmp/h_elsewhere-gone")
os.rmdir("/tmp/h_elsewhere-gone")
