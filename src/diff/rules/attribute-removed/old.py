class Client:
    timeout = 3
    retries: int = 2
    def __init__(self):
        self.base = ""
        self.kept = 1
class Slotted:
    __slots__ = ("x", "y")
