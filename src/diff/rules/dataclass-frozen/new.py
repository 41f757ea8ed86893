from dataclasses import dataclass
@dataclass(frozen=True)
class Point:
    x: int
@dataclass(frozen=True)
class Below(Point):
    y: int
@dataclass(slots=True, frozen=True)
class Slotted:
    x: int
