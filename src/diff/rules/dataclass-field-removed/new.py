from dataclasses import dataclass, field
@dataclass
class Point:
    x: int
@dataclass
class Below(Point):
    w: int = 0
@dataclass(frozen=True)
class Named:
    name: str
