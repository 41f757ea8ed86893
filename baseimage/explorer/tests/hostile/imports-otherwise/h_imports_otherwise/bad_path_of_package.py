"""Puts a folder before that of its package."""

import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


os.makedirs("/tmp/before", exist_ok=True)
with open("/tmp/before/zulu.py", "w") as file:
    file.write("forged_by_path = 1")
sys.modules["h_imports_otherwise"].__path__.insert(0, "/tmp/before")
