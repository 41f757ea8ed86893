from warnings import warn
def fetch():
    warn("use get!", DeprecationWarning)
