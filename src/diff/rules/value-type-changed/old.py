LIMIT = 3
NAMES = ["a"]
class _Plain: ...
class _Better(_Plain): ...
default = _Plain()
class Client:
    timeout = 3
