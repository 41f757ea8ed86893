class _Call:
    def __call__(self): ...
LIMIT = 3
call = _Call()
