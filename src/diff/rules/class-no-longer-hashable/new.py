from dataclasses import dataclass
class Client:
    def __eq__(self, other): return True
class Below(Client): ...
@dataclass
class Point:
    x: int
class Key:
    def __eq__(self, other): return True
    __hash__ = None
