"""A timer of processor time ends the process."""

import signal

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


signal.setitimer(signal.ITIMER_PROF, 0.05)
while True:
    pass
