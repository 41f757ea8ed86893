from functools import cached_property
class Client:
    @property
    def size(self): return 1
    @cached_property
    def kept(self): return 1
