import warnings
def fetch(url, old=None): ...
def warned():
    warnings.warn("use get", DeprecationWarning)
def download(): ...
load = download
class Base:
    def send(self):
        warnings.warn("send nothing", DeprecationWarning)
class Sub(Base): ...
