"""Lists in lists, a hundred thousand deep."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for descriptor in map(int, os.listdir("/proc/self/fd")):
    try:
        os.write(descriptor, b"\n" + b"[" * 100_000 + b"]" * 100_000 + b"\n" + b'{"event":' * 50_000 + b"\n")
    except OSError:
        pass
