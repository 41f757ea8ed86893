"""Links that lead in circles, and folders without end."""

import contextlib
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


with contextlib.suppress(OSError):
    os.symlink("/tmp/circle", "/tmp/circle")
with contextlib.suppress(OSError):
    os.chdir("/tmp")
    for _ in range(2000):
        os.mkdir("d")
        os.chdir("d")
