"""Whoever imports by name gets something else."""

import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

folder = "/tmp/h_path_redirected-redirected"
os.makedirs(folder + "/h_path_redirected", exist_ok=True)
for name in ("h_path_redirected/zulu.py", "json.py", "inspect.py", "tokenize.py", "doctest.py"):
    with open(os.path.join(folder, name), "w") as file:
        file.write("forged_data = 1\n")
sys.path.insert(0, folder)
sys.modules["h_path_redirected"].__path__.insert(0, folder + "/h_path_redirected")
