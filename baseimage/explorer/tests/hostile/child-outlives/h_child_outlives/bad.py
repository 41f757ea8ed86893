"""Whoever waits for the output to end waits for a year."""

import subprocess

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

child = subprocess.Popen(["sleep", "31536000"], close_fds=False)
