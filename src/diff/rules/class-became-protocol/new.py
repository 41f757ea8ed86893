from typing import Protocol
from abc import abstractmethod
class Reader(Protocol):
    def read(self): ...
class Writer(Protocol):
    @abstractmethod
    def write(self): ...
