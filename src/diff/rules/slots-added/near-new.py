class Base: ...
class Client(Base):
    __slots__ = ("size",)
    def __init__(self): self.size = 1
class Other:
    __slots__ = ("size", "__dict__")
    def __init__(self): self.size = 1
class Error(Exception):
    __slots__ = ("size",)
