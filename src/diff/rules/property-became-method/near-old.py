from functools import cached_property
class Client:
    @cached_property
    def size(self): return 1
    @property
    def value(self): return 1
