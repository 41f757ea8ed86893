"""Signatures that end the process when they are looked at."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Leaves when anything is asked of it."""

    def __getattribute__(self, name):
        os._exit(0)

    __repr__ = __str__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __call__ = lambda *self: os._exit(0)


def function():
    """Have a signature that can't be read."""


def wrapping():
    """Wrap what can't be looked at."""


def annotated():
    """Have annotations that can't be read."""


function.__signature__ = Leaving()
wrapping.__wrapped__ = Leaving()
annotated.__annotations__ = {"return": Leaving(), "forged": Leaving()}
annotated.__kwdefaults__ = {"forged": Leaving()}


class WithSignature:
    """Has a signature that can't be read."""

    @property
    def __signature__(self):
        os._exit(0)

    def __call__(self):
        """Do nothing."""


callable_instance = WithSignature()
