class Client:
    timeout = 3
    def __init__(self):
        self.base = ""
class Slotted:
    __slots__ = ("x", "y")
