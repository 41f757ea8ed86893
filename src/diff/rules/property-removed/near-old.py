class Client:
    @property
    def base(self) -> str: return ""
    @property
    def _private(self): ...
    @property
    def set_by_hand(self): ...
class _Meta(type):
    @property
    def LIMIT(cls): return 3
class Limited(metaclass=_Meta): ...
