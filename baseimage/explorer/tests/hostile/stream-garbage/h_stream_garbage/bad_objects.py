"""Sound JSON with odd content."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

LINES = (
    b'{"__proto__":{"event":"done"},"constructor":{"prototype":{"forged":1}}}',
    b'{"event":"record","record":{"record":"node","id":"__proto__","kind":"__proto__","members":{"__proto__":{}}}}',
    b'{"event":"record","event":"done","records":1e400}',
    b'{"event":"done","records":-1}\n{"event":"done","records":NaN}\n{"event":"done","records":1.5}',
    b'{"event":"done","records":123456789012345678901234567890}',
    b'{"event":"end","stage":"import","module":"\\ud800"}\n{"event":null}\n[]\nnull\n"done"\n0',
    b'{"event":"begin","stage":"import","module":["' + __name__.encode() + b'"]}',
)
for descriptor in map(int, os.listdir("/proc/self/fd")):
    try:
        os.write(descriptor, b"\n" + b"\n".join(LINES) + b"\n")
    except OSError:
        pass
