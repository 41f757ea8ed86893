class Client:
    limit = 3
    name: str = ""
class Slotted:
    __slots__ = ()
    size = 1
