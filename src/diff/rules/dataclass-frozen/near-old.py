from dataclasses import dataclass
@dataclass(frozen=True)
class Point:
    x: int
@dataclass
class Free:
    x: int
