from collections import namedtuple
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int = 0
class Front(NamedTuple):
    a: int = 0
Pair = namedtuple("Pair", "a b")
