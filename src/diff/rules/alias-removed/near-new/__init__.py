from .impl import Client
__all__ = ['Client']
