from dataclasses import dataclass
def fetch(url, timeout=3): ...
class Client:
    def get(self, url, *, body=None): ...
@dataclass
class Point:
    x: int = 0
