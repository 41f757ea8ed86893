"""Is somewhere else now."""

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

os.chdir("/proc/self/fd")
os.umask(0o777)
os.nice(19)
with contextlib.suppress(OSError):
    os.setsid()
with contextlib.suppress(OSError):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
PR_SET_NAME, PR_SET_DUMPABLE = 15, 4
ctypes.CDLL(None).prctl(PR_SET_NAME, b"\n::error::\x1b[2J", 0, 0, 0)
ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
