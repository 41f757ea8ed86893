"""Bytes that no encoding has."""

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
        os.write(descriptor, b"\n\x00\xff\xfe\xed\xa0\x80\xf4\x90\x80\x80\xc0\x80\n\r\r\n\x0b\x1c\xe2\x80\xa8\xef\xbb\xbf\n\n\n")
    except OSError:
        pass
