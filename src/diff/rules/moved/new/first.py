from .target import Client as Client, fetch as fetch
