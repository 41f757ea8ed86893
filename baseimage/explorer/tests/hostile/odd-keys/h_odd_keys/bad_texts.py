"""Names that are texts of a kind of their own."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

armed = False


class Name(str):
    """Ends the process when it is compared, once that matters."""

    def __eq__(self, other):
        if armed:
            os._exit(0)
        return str.__eq__(self, other)

    def __hash__(self):
        if armed:
            os._exit(0)
        return str.__hash__(self)

    def __len__(self):
        os._exit(0)

    __str__ = __repr__ = __getitem__ = __contains__ = __lt__ = encode = isidentifier = startswith = __len__


globals()[Name("forged")] = 1
cls = type("cls", (), {Name("named"): 1})
armed = True
