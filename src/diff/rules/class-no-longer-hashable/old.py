from dataclasses import dataclass
class Client: ...
class Below(Client): ...
@dataclass(frozen=True)
class Point:
    x: int
class Key:
    def __eq__(self, other): return True
    def __hash__(self): return 1
