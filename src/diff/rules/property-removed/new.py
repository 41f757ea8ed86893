class Client:
    @property
    def kept(self): ...
class _Meta(type):
    @property
    def KEPT(cls): return 3
class Limited(metaclass=_Meta): ...
