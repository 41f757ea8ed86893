from typing import Generator, Iterator
def each() -> Iterator[int]: return iter([1])
