import enum
class Colour(enum.Enum):
    RED = 1
    GREEN = "g"
class Mode(enum.IntEnum):
    READ = 1
