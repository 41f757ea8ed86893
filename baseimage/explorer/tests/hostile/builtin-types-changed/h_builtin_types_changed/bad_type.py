"""Classes say something else."""

import ctypes
import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

names = gc.get_referents(type.__dict__)[0]
for name in ("__name__", "__qualname__", "__module__", "__mro__", "__bases__", "__dict__", "__doc__"):
    names[name] = property(lambda cls: "forged")
ctypes.pythonapi.PyType_Modified(ctypes.py_object(type))
