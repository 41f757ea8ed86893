from collections import namedtuple
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int
Pair = namedtuple("Pair", "a b c")
