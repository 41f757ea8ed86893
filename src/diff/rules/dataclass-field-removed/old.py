from dataclasses import dataclass, field
@dataclass
class Point:
    x: int
    y: int = 0
    z: list = field(default_factory=list)
@dataclass
class Below(Point):
    w: int = 0
@dataclass(frozen=True)
class Named:
    title: str
