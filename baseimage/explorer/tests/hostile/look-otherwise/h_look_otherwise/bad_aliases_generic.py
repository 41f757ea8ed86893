"""Types within types within types."""

import types
import typing

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


deep = list[int]
for _ in range(20_000):
    deep = list[deep]
union = typing.Union[tuple(type(f"T{number}", (), {}) for number in range(3000))]
literal = typing.Literal[tuple(range(50_000))]
call = typing.Callable[[int] * 20_000, str]
odd = types.GenericAlias(kept, (kept, ..., [1, 2], None))
