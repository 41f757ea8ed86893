import warnings
def fetch():
    warnings.warn("use get", DeprecationWarning)
