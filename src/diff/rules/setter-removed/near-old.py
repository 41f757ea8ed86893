class Client:
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): ...
class Base:
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): ...
class Below(Base):
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): ...
