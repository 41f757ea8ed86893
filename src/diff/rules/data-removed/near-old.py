TIMEOUT = 3
_CACHE = {}
__author__ = "somebody"
for leaked in (1, 2): pass
del leaked
