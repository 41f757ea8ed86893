import enum
class Colour(enum.IntEnum):
    RED = 1
class Mode(enum.Flag):
    READ = 1
class Level(enum.Enum):
    LOW = 1
class Text(str, enum.Enum):
    A = "a"
class Gone(enum.Enum):
    A = 1
