"""Annotations that are big when they are shown."""

import typing

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

deep = int
for _ in range(200):
    deep = typing.List[deep]
wide = typing.Tuple[tuple([int] * 100_000)]
double = int
for _ in range(14):
    double = typing.Tuple[double, typing.List[double]]


def function(deep: deep, wide: wide, double: double, text: "x" * 10_000_000) -> "[" * 100_000:
    """Have annotations without measure."""
