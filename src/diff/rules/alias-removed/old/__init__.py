from .impl import Client, Holder, fetch
