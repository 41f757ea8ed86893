from .impl import Client, fetch

def __getattr__(name):
    if name == "other":
        from .impl import fetch
        return fetch
    raise AttributeError(name)
