from dataclasses import dataclass, field
@dataclass
class Point:
    x: int
    y: int = 0
@dataclass
class Below(Point):
    w: int = 0
@dataclass
class Needs:
    a: int
