"""Hooks of coroutines and generators."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def hook(generator):
    raise SystemExit
sys.set_asyncgen_hooks(firstiter=hook, finalizer=hook)
sys.set_coroutine_origin_tracking_depth(1000)
