class Client:
    def _get(self): return 1
    size = property(_get)
