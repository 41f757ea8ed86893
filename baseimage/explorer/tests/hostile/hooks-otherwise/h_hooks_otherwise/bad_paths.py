"""Changes what paths are."""

import os
import os.path
import posixpath

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


posixpath.realpath = posixpath.abspath = posixpath.join = lambda *_, **__: "/forged_path"
os.getcwd = os.listdir = os.stat = lambda *_, **__: 1 / 0
