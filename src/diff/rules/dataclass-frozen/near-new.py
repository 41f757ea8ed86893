from dataclasses import dataclass
@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0
@dataclass(order=True)
class Free:
    x: int
