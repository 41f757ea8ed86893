"""Leaves when it is asked whether something is an instance."""

import abc
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(abc.ABCMeta):
    """Answers no question."""

    def __instancecheck__(cls, instance):
        os._exit(1)

    def __subclasscheck__(cls, subclass):
        os._exit(1)

    def __dir__(cls):
        os._exit(1)

    def __len__(cls):
        os._exit(1)
class Checks(metaclass=Meta):
    """Must not be asked."""
checked = Checks()
