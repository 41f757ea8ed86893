"""Changes methods of builtin types through what the collector gives."""

import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def lying(*_):
    return ["forged_name"]
for cls in (dict, str, list):
    for inner in gc.get_referents(cls.__dict__):
        if type(inner) is dict:
            for name in ("items", "values", "append", "startswith"):
                if name in inner:
                    inner[name] = lying
