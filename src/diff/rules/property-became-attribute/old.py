class Client:
    @property
    def size(self): return 1
    @property
    def name(self): return ""
