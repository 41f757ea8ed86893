from functools import cached_property
class Client:
    @property
    def base(self) -> str: return ""
    @cached_property
    def session(self) -> str: return ""
    @property
    def kept(self): ...
class _Meta(type):
    @property
    def LIMIT(cls): return 3
    @property
    def KEPT(cls): return 3
class Limited(metaclass=_Meta): ...
