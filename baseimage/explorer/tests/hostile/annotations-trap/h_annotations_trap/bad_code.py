"""Annotations as texts which end the process when they are evaluated."""

from __future__ import annotations

import typing

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def function(value: __import__("os")._exit(0), *rest: open("/dev/tty").read()) -> exec("while True: pass"):
    """Have annotations that must not be evaluated."""


class Annotated:
    """Has such annotations, too."""

    value: __import__("os")._exit(0)
    other: "__import__('os')._exit(0)" = 1


variable: __import__("os")._exit(0) = 1
Forward = typing.List["__import__('os')._exit(0)"]
Reference = typing.ForwardRef("__import__('os')._exit(0)")


class Fields(typing.NamedTuple):
    """Has such annotations, too."""

    value: Forward
