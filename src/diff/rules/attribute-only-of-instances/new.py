class Client:
    name: str
    def __init__(self):
        self.limit = 3
        self.name = ""
class Slotted:
    __slots__ = ("size",)
