"""Kills through a descriptor of the process."""

import os
import signal

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


signal.pidfd_send_signal(os.pidfd_open(os.getpid()), signal.SIGKILL)
