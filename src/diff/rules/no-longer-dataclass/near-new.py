from dataclasses import dataclass
@dataclass(init=False)
class Point:
    x: int
    def __init__(self, x: int):
        self.x = x
