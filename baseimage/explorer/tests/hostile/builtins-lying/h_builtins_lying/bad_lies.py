"""Whoever uses them errs."""

import builtins

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

original = builtins.sorted
builtins.isinstance = lambda value, kind: True
builtins.issubclass = lambda value, kind: True
builtins.callable = lambda value: True
builtins.len = lambda value: 0
builtins.id = lambda value: 1
builtins.hash = lambda value: 1
builtins.repr = lambda value: "forged"
builtins.str = lambda value="", *arguments: "forged"
builtins.dir = lambda *arguments: ["forged_data"]
builtins.vars = lambda *arguments: {"forged_data": 1}
builtins.getattr = lambda *arguments: "forged"
builtins.hasattr = lambda value, name: True
builtins.sorted = lambda values, **named: original(values, **named)[::-1]
builtins.all = builtins.any = lambda values: True
builtins.__build_class__ = lambda *arguments, **named: None
