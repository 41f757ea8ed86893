from typing import Generic, TypeVar
K = TypeVar("K")
V = TypeVar("V")
class Box(Generic[K]): ...
