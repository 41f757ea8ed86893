import enum
class Colour(enum.Enum):
    RED = 1
