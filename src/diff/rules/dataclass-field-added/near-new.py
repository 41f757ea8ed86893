from dataclasses import dataclass
from typing import ClassVar
@dataclass
class Point:
    x: int
    _cache: int = 0
    limit: ClassVar[int] = 3
    def __post_init__(self):
        self.length: int = 3
