class Client:
    @property
    def size(self): return 1
    def __init__(self): self.value = 1
