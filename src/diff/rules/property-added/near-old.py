class Client:
    def __init__(self):
        self.base = ""
class Slotted:
    __slots__ = ("x",)
