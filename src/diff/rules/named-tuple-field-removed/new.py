from collections import namedtuple
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    z: int
Pair = namedtuple("Pair", "a")
Renamed = namedtuple("Renamed", "a c")
class Below(namedtuple("Below", "b")): ...
