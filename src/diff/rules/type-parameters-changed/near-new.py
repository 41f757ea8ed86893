from typing import Generic, TypeVar
K = TypeVar("K")
V = TypeVar("V", bound=int)
class Box(Generic[V]): ...
