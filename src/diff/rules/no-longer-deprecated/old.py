import warnings
def fetch():
    """Fetch.

    .. deprecated:: 2.0
       Use get.
    """
def warned():
    warnings.warn("use get", DeprecationWarning)
class Client:
    """A client.

    .. deprecated:: 2.0
    """
    def get(self):
        warnings.warn("use fetch", DeprecationWarning, stacklevel=2)
