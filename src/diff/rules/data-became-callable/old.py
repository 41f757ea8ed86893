class _Kept: ...
class _Call:
    def __call__(self): ...
LIMIT = 3
call = _Call()
other = _Kept()
class Client:
    timeout = 3
