import enum
class Colour(enum.Enum):
    RED = 1
    def mixed(self): ...
class New(enum.Enum):
    A = 1
