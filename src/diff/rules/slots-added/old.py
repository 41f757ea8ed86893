from dataclasses import dataclass
class Client:
    def __init__(self): self.size = 1
@dataclass
class Point:
    x: int
