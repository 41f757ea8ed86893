"""Values that claim to be modules, classes and functions."""

import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Claiming:
    """Has a class that it does not have."""

    def __init__(self, claimed):
        self.claimed = claimed

    @property
    def __class__(self):
        return self.claimed


module, function, cls, prop = map(Claiming, (types.ModuleType, types.FunctionType, type, property))


class Holder:
    """Holds some."""

    method = Claiming(types.FunctionType)
    inner = Claiming(type)
    static = Claiming(staticmethod)
    __slots__ = ()
