from dataclasses import dataclass
def fetch(url, timeout): ...
class Client:
    def get(self, url, *, body): ...
@dataclass
class Point:
    x: int
