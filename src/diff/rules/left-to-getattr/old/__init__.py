from .impl import Client, fetch
LIMITS = {"a": 1}
