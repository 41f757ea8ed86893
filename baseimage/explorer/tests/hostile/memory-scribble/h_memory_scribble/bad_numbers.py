"""From now on, 200 is 201 and "kept" is spelt in another way."""

import ctypes
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

offset = object.__basicsize__ + (8 if sys.version_info >= (3, 12) else 8)
ctypes.c_uint32.from_address(id(200) + offset).value = 201
