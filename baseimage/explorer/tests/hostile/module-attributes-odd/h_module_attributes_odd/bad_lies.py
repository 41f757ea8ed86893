"""Says to be others."""

import json

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

__file__ = "/etc/passwd"
__name__ = "json"
__package__ = "json"
__spec__ = json.__spec__
__loader__ = json.__loader__
__path__ = ["/", "/proc", "/nowhere", "\0", ""]
__all__ = json.__all__
__version__ = 7
__doc__ = json.__doc__
