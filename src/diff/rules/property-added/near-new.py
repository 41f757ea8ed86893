class Client:
    @property
    def base(self): return ""
class Slotted:
    __slots__ = ("x", "y")
