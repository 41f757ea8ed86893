"""Functions that wrap each other."""

import functools

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def first():
    """Wrap the second."""


def second():
    """Wrap the first."""


def endless():
    """Wrap a chain without end."""


first.__wrapped__, second.__wrapped__ = second, first


class Chain:
    """Always wraps one more."""

    @property
    def __wrapped__(self):
        return Chain()

    def __call__(self):
        return None


endless.__wrapped__ = Chain()
partial = kept
for _ in range(10_000):
    partial = functools.partial(partial, 1)
    partial.keywords["forged"] = partial
wrapped = kept
for _ in range(10_000):
    following = functools.partial(wrapped)
    following.__wrapped__ = wrapped
    wrapped = following


class Calling:
    """Is called by being called."""


calling = Calling()
Calling.__call__ = calling
