from functools import cached_property
class Client:
    @property
    def base(self) -> str: return ""
    @cached_property
    def session(self) -> str: return ""
    @property
    def kept(self): ...
