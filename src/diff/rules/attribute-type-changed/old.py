from dataclasses import dataclass
from typing import NamedTuple, TypedDict
LIMIT: int = 3
class Client:
    size: int
    name: str = ""
    @property
    def length(self) -> int: return 1
    @property
    def title(self) -> str | None: return ""
@dataclass
class Point:
    x: int
class Pair(NamedTuple):
    a: int
class Options(TypedDict):
    timeout: int
