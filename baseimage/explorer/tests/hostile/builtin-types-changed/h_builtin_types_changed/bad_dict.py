"""Dictionaries have other names than one thinks."""

import ctypes
import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

names = gc.get_referents(dict.__dict__)[0]
original = dict.items
names["items"] = lambda self: [("forged_data", 1)]
names["get"] = lambda self, name, default=None: default
ctypes.pythonapi.PyType_Modified(ctypes.py_object(dict))
