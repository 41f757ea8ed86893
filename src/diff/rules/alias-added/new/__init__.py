from .impl import Client
