import functools
from typing import Generator, Iterator
def each() -> Iterator[int]: return iter([1])
def _keep(f):
    @functools.wraps(f)
    def inner(): return f()
    inner.original = f
    return inner
@_keep
def wrapped():
    yield 1
