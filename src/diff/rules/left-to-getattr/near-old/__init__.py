from .impl import Client, fetch
