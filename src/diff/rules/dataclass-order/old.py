from dataclasses import dataclass
@dataclass(order=True)
class Point:
    x: int
