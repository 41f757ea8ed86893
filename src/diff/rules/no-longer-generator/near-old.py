from typing import Generator, Iterator
def each() -> Iterator[int]:
    yield 1
