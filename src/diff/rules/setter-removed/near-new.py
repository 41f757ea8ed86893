class Client:
    def __init__(self): self.size = 1
class Base:
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): ...
class Below(Base): ...
