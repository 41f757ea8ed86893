from collections import namedtuple
from typing import NamedTuple
class Point(NamedTuple):
    y: int
    x: int
Pair = namedtuple("Pair", "c a b")
