"""Texts, lists and dictionaries can't do anything any more."""

import ctypes
import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

emptied = [gc.get_referents(kind.__dict__)[0] for kind in (str, bytes, list, tuple, set, int)]
changed = ctypes.pythonapi.PyType_Modified
for names, kind in zip(emptied, (str, bytes, list, tuple, set, int)):
    for name in list(names):
        if not name.startswith("__"):
            del names[name]
    changed(ctypes.py_object(kind))
