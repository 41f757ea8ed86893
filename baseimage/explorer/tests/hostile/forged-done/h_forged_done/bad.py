"""Says it for every number of records that there might have been."""

import json
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def say(event):
    """Say it to everybody."""
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        try:
            os.write(descriptor, b"\n" + json.dumps(event).encode() + b"\n")
        except OSError:
            pass


say({"event": "end", "stage": "import", "module": __name__, "seconds": 0.0})
for count in range(200):
    say({"event": "done", "records": count})
os._exit(0)
