import enum
class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    AZURE = 3
class Mode(enum.IntFlag):
    READ = 1
    WRITE = 2
