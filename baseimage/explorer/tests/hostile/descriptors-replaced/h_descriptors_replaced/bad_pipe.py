"""What is written now waits for a reader that never reads."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

reading, writing = os.pipe()
os.set_blocking(writing, False)
try:
    while True:
        os.write(writing, bytes(4096))
except OSError:
    os.set_blocking(writing, True)
for descriptor in map(int, os.listdir("/proc/self/fd")):
    if descriptor not in (reading, writing):
        try:
            os.fstat(descriptor)
            os.dup2(writing, descriptor)
        except OSError:
            pass
