"""Is never twice the same."""

import os
import random
import tempfile
import time
import uuid

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

TIME = time.time()
RANDOM = random.random()
PROCESS = os.getpid()
UNIQUE = str(uuid.uuid4())
OBJECT = repr(object())
FOLDER = tempfile.gettempdir() + "/" + UNIQUE
ORDER = tuple({"a", "b", "c", "d", "e", "f"})
HASH = hash("text")


def documented(argument=object(), when=time.time()):
    """Be replaced."""


documented.__doc__ = f"At {time.time()}, {object()!r}."
