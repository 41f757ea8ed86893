class Client:
    size = 1
class Slotted:
    __slots__ = ("size",)
    def __init__(self):
        self.size = 1
