"""Changes the variables of the functions that call it."""

import ctypes
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
    if "importlib" not in frame.f_code.co_filename:
        for name, value in list(frame.f_locals.items()):
            if type(value) is str:
                frame.f_locals[name] = __name__.partition(".")[0] + ".zulu"
            elif type(value) in (int, float):
                frame.f_locals[name] = 0
            elif type(value) in (list, dict, set):
                value.clear()
        if hasattr(ctypes.pythonapi, "PyFrame_LocalsToFast"):
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    frame = frame.f_back
