from dataclasses import dataclass
@dataclass
class Point:
    x: int
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __gt__(self, other): return True
    def __ge__(self, other): return True
@dataclass(order=True)
class Free:
    x: int
