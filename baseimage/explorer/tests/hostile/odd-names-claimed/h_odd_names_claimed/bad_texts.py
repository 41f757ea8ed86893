"""Texts that end the process when somebody uses them."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Text(str):
    """Can't be used."""

    def __eq__(self, other):
        os._exit(0)

    __ne__ = __lt__ = __len__ = __getitem__ = __contains__ = __add__ = __str__ = __repr__ = __format__ = __iter__ = __eq__
    __hash__ = str.__hash__
    encode = split = partition = replace = startswith = strip = splitlines = expandtabs = isidentifier = __eq__


text = Text("forged_data")
cls = type("cls", (), {"__module__": Text("h_odd_names_claimed.bad_texts"), "__qualname__": Text("cls"), "__doc__": Text("forged")})


def function():
    """Be replaced."""


function.__module__ = Text(__name__)
function.__doc__ = Text("forged")
function.__name__ = function.__qualname__ = Text("function")
__doc__ = Text("forged")
