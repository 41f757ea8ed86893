import contextlib
from typing import Iterator
def each() -> Iterator[int]:
    yield 1
@contextlib.contextmanager
def opened():
    yield 1
