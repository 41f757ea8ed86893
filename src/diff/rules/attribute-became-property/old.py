from typing import Protocol
class Client:
    limit = 3
    def __init__(self):
        self.size = 1
        self.name = ""
class Slotted:
    __slots__ = ("size",)
class Sized(Protocol):
    size: int
