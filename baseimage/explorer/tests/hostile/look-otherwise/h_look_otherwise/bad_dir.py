"""Says to have ten million names, and makes modules up for each."""

import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def __dir__():
    return [f"forged_{number}" for number in range(10_000_000)]
def __getattr__(name):
    module = types.ModuleType(f"{__name__}.{name}")
    module.__getattr__ = __getattr__
    return module
