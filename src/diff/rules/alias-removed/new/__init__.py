from .impl import fetch
