from dataclasses import dataclass
class Client:
    __slots__ = ("size",)
    def __init__(self): self.size = 1
@dataclass(slots=True)
class Point:
    x: int
