"""Asks for what it must not have."""

import contextlib
import ctypes
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


C = ctypes.CDLL(None)
for number in (165, 161, 272, 308, 425, 323, 298, 321, 250, 248, 175, 153, 169):
    C.syscall(number, 0, 0, 0, 0, 0)
for action in (lambda: os.chroot("/tmp"), lambda: os.setuid(0), lambda: os.nice(-20), lambda: os.nice(19),
               lambda: os.sched_setaffinity(0, {0}), lambda: os.mknod("/tmp/disk", 0o60600, 0x800),
               lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))):
    with contextlib.suppress(OSError):
        action()
for option in (1, 4, 15, 38, 23):
    C.prctl(option, 0, 0, 0, 0)
