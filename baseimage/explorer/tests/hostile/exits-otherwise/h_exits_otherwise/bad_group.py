"""Kills its process group."""

import os
import signal

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


os.killpg(os.getpgrp(), signal.SIGKILL)
