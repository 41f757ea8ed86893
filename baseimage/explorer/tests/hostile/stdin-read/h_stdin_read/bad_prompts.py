"""Asks for a password, opens a debugger and a pager."""

import contextlib
import getpass

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

with contextlib.suppress(Exception):
    getpass.getpass()
help(kept)
breakpoint()
