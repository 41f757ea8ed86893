"""Climbs to the frame that explores, and writes to its outlet."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


frame = sys._getframe()
while frame is not None:
    for value in list(frame.f_locals.values()):
        sink = getattr(value, "_sink", None)
        if sink is not None:
            sink.end("import", "h_forged_otherwise.bad_frames", 0.1)
            sink.begin("walk", "h_forged_otherwise.zulu")
    frame = frame.f_back
