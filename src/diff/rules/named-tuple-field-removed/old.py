from collections import namedtuple
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int
    z: int
Pair = namedtuple("Pair", "a b")
Renamed = namedtuple("Renamed", "a b")
class Below(namedtuple("Below", "a b")): ...
