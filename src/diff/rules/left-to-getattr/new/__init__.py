from .impl import Client

def __getattr__(name):
    if name == "fetch":
        from .impl import fetch
        return fetch
    raise AttributeError(name)
