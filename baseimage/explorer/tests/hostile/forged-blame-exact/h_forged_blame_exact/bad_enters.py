"""Says that it imports its neighbour, in exactly the words of the stream, and dies."""

import json
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

other = __name__.partition(".")[0] + ".zulu"
events = [{"event": "enter", "module": other}]
for descriptor in map(int, os.listdir("/proc/self/fd")):
    try:
        if descriptor > 2:
            os.write(descriptor, b"".join(json.dumps(event).encode() + b"\n" for event in events))
    except OSError:
        pass
os._exit(0)
