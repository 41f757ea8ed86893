import enum
class Colour(enum.Enum):
    RED = 2
    GREEN = "green"
class Mode(enum.IntEnum):
    READ = 4
