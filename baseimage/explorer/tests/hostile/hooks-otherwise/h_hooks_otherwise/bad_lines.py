"""Poisons what is remembered of sources."""

import inspect
import linecache
import tokenize

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


linecache.getlines = linecache.getline = lambda *_, **__: ["forged_line\n"]
inspect.getsource = inspect.signature = inspect.getdoc = lambda *_, **__: "forged_source"
tokenize.open = lambda *_: None
