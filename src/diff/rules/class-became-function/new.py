class _Client: ...
def Client(): return _Client()
def _make(): return lambda: 1
Lock = _make()
