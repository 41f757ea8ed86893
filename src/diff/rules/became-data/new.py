Client = "client"
fetch = None
class Kept:
    close = False
    def __init__(self):
        self.own = len
class _Call:
    def __call__(self): ...
call = _Call()
class Decimal: ...
class Column:
    type: Decimal
