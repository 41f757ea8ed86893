from typing import Protocol, TypeVar
T = TypeVar("T", covariant=True)
class Reader(Protocol):
    def read(self): ...
