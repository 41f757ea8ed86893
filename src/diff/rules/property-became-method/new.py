class Client:
    def size(self): return 1
    @classmethod
    def kept(cls): return 1
