from dataclasses import dataclass
@dataclass
class Point:
    x: int
@dataclass
class Below(Point):
    y: int
@dataclass(slots=True)
class Slotted:
    x: int
