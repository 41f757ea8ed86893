from dataclasses import dataclass
from typing import NamedTuple, TypedDict
LIMIT: "int | None" = 3
class Client:
    size: int | None
    name: bytes = b""
    @property
    def length(self) -> float: return 1
    @property
    def title(self) -> str: return ""
@dataclass
class Point:
    x: float
class Pair(NamedTuple):
    a: str
class Options(TypedDict):
    timeout: float
