"""Nobody can use what everybody uses."""

import builtins

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(*arguments, **named):
    """Raise, whatever is asked."""
    raise SystemExit(0)


for name in dir(builtins):
    value = getattr(builtins, name)
    if callable(value) and not isinstance(value, type):
        setattr(builtins, name, refuse)
for name in ("str", "dict", "list", "tuple", "int", "bool", "set", "type", "object", "super", "enumerate", "zip", "map"):
    setattr(builtins, name, refuse)
