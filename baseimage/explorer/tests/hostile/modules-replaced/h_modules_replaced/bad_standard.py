"""Gives everybody who imports them empty modules."""

import sys
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for name in ("json", "json.encoder", "inspect", "os", "io", "re", "ast", "types", "traceback", "importlib", "linecache"):
    sys.modules[name] = types.ModuleType(name)
