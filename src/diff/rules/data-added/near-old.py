def __getattr__(name): return 1
__all__ = ['LIMIT']
