from dataclasses import dataclass
class Client:
    limit = 3
@dataclass
class Point:
    x: int = 0
