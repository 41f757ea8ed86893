import enum
class Colour(enum.Enum):
    RED = 1
    LIME = 2
    GREEN = 2
