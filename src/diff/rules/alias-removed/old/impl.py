class Holder:
    class Inner: ...
    kind = Inner
class Client:
    def get(self): ...
    fetch = get
    def __add__(self, other): return self
    __radd__ = __add__
def fetch(): ...
fetch_all = fetch
