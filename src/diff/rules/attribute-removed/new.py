class Client:
    def __init__(self):
        self.kept = 1
class Slotted:
    __slots__ = ("x",)
