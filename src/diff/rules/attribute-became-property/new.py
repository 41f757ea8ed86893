from typing import Protocol
class Client:
    @property
    def limit(self): return 3
    @property
    def size(self): return 1
    @property
    def name(self): return ""
    @name.setter
    def name(self, value): ...
class Slotted:
    __slots__ = ()
    @property
    def size(self): return 1
class Sized(Protocol):
    @property
    def size(self) -> int: ...
