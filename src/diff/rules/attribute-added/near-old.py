class Client:
    @property
    def base(self): return ""
