"""The explorer's functions return early."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def trace(frame, event, argument):
    """Leave the function at once, or as near as that can be had."""
    if event == "line":
        raise StopIteration
    return trace


frame = sys._getframe().f_back
while frame is not None:
    frame.f_trace = trace
    frame.f_trace_lines = True
    frame = frame.f_back
sys.settrace(trace)
