class Client:
    @property
    def size(self): return 1
    @size.deleter
    def size(self): ...
