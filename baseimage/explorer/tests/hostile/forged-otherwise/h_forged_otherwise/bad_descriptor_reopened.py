"""Opens what the descriptors lead to once more, and writes there."""

import contextlib
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


for number in map(int, os.listdir("/proc/self/fd")):
    with contextlib.suppress(OSError):
        copy = os.open(f"/proc/self/fd/{number}", os.O_WRONLY | os.O_NONBLOCK)
        os.write(copy, b'{"event":"end","stage":"import","module":"h_forged_otherwise.bad_descriptor_reopened","seconds":0}\n')
        os.write(copy, b'{"event":"done","records":0}\n')
