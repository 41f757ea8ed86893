"""Nobody may call anybody."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

depth = 0
frame = sys._getframe()
while frame is not None:
    depth += 1
    frame = frame.f_back
for limit in range(depth + 2, depth + 40):
    try:
        sys.setrecursionlimit(limit)
    except RecursionError:
        continue
    break
