"""Never stops talking to anybody."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

while True:
    for descriptor in range(1, 64):
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, b"\xff" * 65536)
        except OSError:
            pass
