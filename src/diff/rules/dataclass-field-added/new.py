from dataclasses import dataclass, field
@dataclass
class Point:
    x: int
    front: int = 0
    y: int = 0
    last: int = 0
    made: int = field(init=False, default=0)
@dataclass
class Below(Point):
    w: int = 0
@dataclass
class Needs:
    a: int
    b: int
