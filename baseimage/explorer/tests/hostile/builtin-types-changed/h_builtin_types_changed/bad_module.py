"""Every module has what this one wants."""

import ctypes
import gc
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

names = gc.get_referents(types.ModuleType.__dict__)[0]
names["__dict__"] = property(lambda self: {"forged_data": 1})
ctypes.pythonapi.PyType_Modified(ctypes.py_object(types.ModuleType))
functions = gc.get_referents(types.FunctionType.__dict__)[0]
functions["__code__"] = property(lambda self: impostor.__code__)
ctypes.pythonapi.PyType_Modified(ctypes.py_object(types.FunctionType))


def impostor(forged):
    """What every function looks like now."""
