class Client:
    def __init__(self):
        self.timeout = 3
    @property
    def base(self): return ""
