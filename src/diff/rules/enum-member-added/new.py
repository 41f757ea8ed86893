import enum
class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
class Mode(enum.Flag):
    READ = 1
    WRITE = 2
