from dataclasses import dataclass, field
@dataclass
class Point:
    x: int
@dataclass
class Above:
    x: int
@dataclass
class Base(Above):
    y: int
