from dataclasses import dataclass
class Client:
    def get(self): ...
class Kept:
    class Meta:
        ordering = ()
@dataclass
class Point:
    x: int
