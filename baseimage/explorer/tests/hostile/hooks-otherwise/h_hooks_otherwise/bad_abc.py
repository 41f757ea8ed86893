"""Changes how abstract classes and enumerations are made."""

import abc
import enum
import typing

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


abc.ABCMeta.__subclasscheck__ = abc.ABCMeta.__instancecheck__ = lambda *_: 1 / 0
enum.EnumMeta.__members__ = property(lambda cls: {"forged_member": 1})
enum.EnumMeta.__iter__ = lambda cls: iter([1 / 0])
typing.get_type_hints = lambda *_, **__: 1 / 0
