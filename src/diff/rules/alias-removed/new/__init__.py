from .impl import Holder, fetch
