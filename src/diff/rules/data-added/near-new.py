LIMIT = 1
_CACHE = {}
__author__ = 'somebody'
