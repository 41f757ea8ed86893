from .impl import Client
_LIMITS = {"a": 1}

def __getattr__(name):
    if name == "fetch":
        from .impl import fetch
        return fetch
    if name == "LIMITS":
        return _LIMITS
    raise AttributeError(name)
