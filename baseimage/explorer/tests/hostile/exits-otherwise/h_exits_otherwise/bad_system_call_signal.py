"""Raises the signal of a forbidden system call."""

import signal

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


signal.raise_signal(signal.SIGSYS)
