from typing import Generator, Iterator
def each() -> Iterator[int]:
    yield 1
def wrapped():
    yield 1
