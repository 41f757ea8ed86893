"""Runs the explorer within the explorer."""

import contextlib
import runpy
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

main = sys.modules["__main__"]
with contextlib.suppress(BaseException):
    sys.argv = [sys.argv[0], "session"]
    runpy.run_module("importgraph_explorer", run_name="__main__", alter_sys=True)
with contextlib.suppress(BaseException):
    runpy.run_path(main.__file__, run_name="__main__")
