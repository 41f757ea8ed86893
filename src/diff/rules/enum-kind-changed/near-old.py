import enum
class Colour(enum.Enum):
    RED = 1
class Level(enum.IntEnum):
    LOW = 1
