import warnings
def fetch(url, old=None):
    """Fetch.

    :param old:
       .. deprecated:: 2.0
    """
    if old is not None:
        warnings.warn("old is deprecated", DeprecationWarning)
def warned():
    """Warned."""
    warnings.warn("use fetch", DeprecationWarning)
def download(): ...
def load(): ...
class Base:
    def send(self):
        warnings.warn("send nothing", DeprecationWarning)
class Sub(Base):
    def send(self):
        warnings.warn("send nothing", DeprecationWarning)
