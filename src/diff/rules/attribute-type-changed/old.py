from dataclasses import dataclass
from typing import NamedTuple, Optional, TypedDict
LIMIT: int = 3
class Client:
    size: int
    name: str = ""
    @property
    def length(self) -> int: return 1
    @property
    def title(self) -> Optional[str]: return ""
@dataclass
class Point:
    x: int
class Pair(NamedTuple):
    a: int
class Options(TypedDict):
    timeout: int
