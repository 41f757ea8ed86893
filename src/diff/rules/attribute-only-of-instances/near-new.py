from dataclasses import dataclass
class Client:
    limit = 3
    def __init__(self):
        self.limit = 4
@dataclass
class Point:
    x: int
