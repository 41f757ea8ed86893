class Client:
    @property
    def size(self): return 1
    @property
    def kept(self): return 1
