"""Begins a story and does not end it."""

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
        os.write(descriptor, b'{"event":"record","record":{"record":"node","id":"')
    except OSError:
        pass
