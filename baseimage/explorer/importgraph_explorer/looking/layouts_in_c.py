"""What the descriptors of classes that are laid out in C allow, read where C keeps it: nothing else tells."""

from __future__ import annotations

import sys
import types
from functools import cache
from typing import Any, Final

_HEAD: Final = object.__basicsize__
_POINTER: Final = tuple.__itemsize__
# Behind the head of a descriptor: its class, its name and its qualified name. Then what it was made of.
_MADE_OF: Final = _HEAD + 3 * _POINTER
# Of a getter: name, get, set. Of a member: name, type, where it is, flags.
_SETTER: Final = 2 * _POINTER
_TYPE: Final = _POINTER
_FLAGS: Final = 3 * _POINTER
_READ_ONLY: Final = 1
_OBJECTS: Final = frozenset({6, 16})


def access_in_c(value: object) -> list[str]:
    """Whether a getter or a member of a class in C can be set, and of a member whether it can be deleted."""
    numbers = _kinds_of_numbers()
    made_of = numbers[0].from_address(id(value) + _MADE_OF).value if numbers is not None else None
    if numbers is None or not made_of:
        return []
    pointer, number = numbers
    if type(value) is types.GetSetDescriptorType:
        # Deleting is up to the setter.
        return ["get", "set"] if pointer.from_address(made_of + _SETTER).value else ["get"]
    if number.from_address(made_of + _FLAGS).value & _READ_ONLY:
        return ["get"]
    return ["get", "set", "delete"] if number.from_address(made_of + _TYPE).value in _OBJECTS else ["get", "set"]


@cache
def _kinds_of_numbers() -> tuple[Any, Any] | None:
    """What reads a pointer, and an integer; None where this interpreter keeps things otherwise, or can't."""
    if sys.implementation.name != "cpython":
        return None
    try:
        import _ctypes as ctypes
    except ImportError:
        return None
    return (
        type("Pointer", (ctypes._SimpleCData,), {"_type_": "P"}),
        type("Number", (ctypes._SimpleCData,), {"_type_": "i"}),
    )
