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
def download(): ...
def load():
    warnings.warn("load is called download", DeprecationWarning)
class Base:
    def send(self): ...
class Sub(Base):
    def send(self):
        warnings.warn("send nothing", DeprecationWarning)
