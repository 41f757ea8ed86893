from typing import Protocol, TypeVar, Generic
T = TypeVar("T", covariant=True)
class Reader(Protocol[T]):
    def read(self): ...
