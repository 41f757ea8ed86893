from collections import namedtuple
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int = 0
    z: int = 0
class Front(NamedTuple):
    new: int = 0
    a: int = 0
Pair = namedtuple("Pair", "a b c")
