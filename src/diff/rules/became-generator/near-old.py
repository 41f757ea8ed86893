import contextlib
from typing import Iterator
def each() -> Iterator[int]: return iter([1])
class _Manager:
    def __enter__(self): ...
    def __exit__(self, *a): ...
def opened(): return _Manager()
