from typing import NamedTuple
class Point(NamedTuple):
    x: int
    z: int
