from functools import cached_property
class Client:
    @cached_property
    def base(self) -> str: return ""
    def __init__(self):
        self.set_by_hand = 1
class _Meta(type):
    @property
    def LIMIT(cls): return 4
class Limited(metaclass=_Meta): ...
