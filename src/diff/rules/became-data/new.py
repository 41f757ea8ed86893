Client = "client"
fetch = None
class _Call:
    def __call__(self): ...
call = _Call()
