import warnings
def fetch(url, old=None): ...
def warned():
    warnings.warn("use get", DeprecationWarning)
