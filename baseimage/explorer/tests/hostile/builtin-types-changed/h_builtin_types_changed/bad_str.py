"""Texts say something else."""

import ctypes
import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

names = gc.get_referents(str.__dict__)[0]
for name in ("join", "partition", "replace", "startswith", "endswith", "split", "encode", "isidentifier"):
    names[name] = lambda self, *arguments: "forged"
ctypes.pythonapi.PyType_Modified(ctypes.py_object(str))
