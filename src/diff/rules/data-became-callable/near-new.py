class _Call:
    def __call__(self): ...
LIMIT = 4
call = _Call()
