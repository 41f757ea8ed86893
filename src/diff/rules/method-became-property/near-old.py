class Client:
    def size(self): return 1
    value = 1
