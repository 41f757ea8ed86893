from dataclasses import dataclass, field
from typing import ClassVar
@dataclass
class Point:
    x: int
    _cache: int = 0
    limit: ClassVar[int] = 3
@dataclass
class Base:
    x: int
    y: int
