import enum
class Colour(enum.Enum):
    RED = 1
class Mode(enum.Enum):
    READ = 1
class Level(enum.IntEnum):
    LOW = 1
class Text(enum.Enum):
    A = "a"
class Gone:
    A = 1
