"""More parameters than anybody wants, and ones with odd names."""

import inspect

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

exec("def many(" + ", ".join(f"name{number}=0" for number in range(20_000)) + "): 'Do nothing.'")


class Signature(inspect.Signature):
    """Has parameters that no function can have."""

    @property
    def parameters(self):
        kind = inspect.Parameter.VAR_POSITIONAL
        return {"\n::error::forged": 7, "args": inspect.Parameter("args", kind), 7: None}


def function():
    """Have a signature that can't be."""


function.__signature__ = Signature()
