"""Installs something, as such files in packages do."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

if len(sys.argv) < 2 or sys.argv[1] not in ("build", "install", "sdist"):
    raise SystemExit("usage: setup.py [global_opts] cmd1 [cmd1_opts] [cmd2 [cmd2_opts] ...]")
