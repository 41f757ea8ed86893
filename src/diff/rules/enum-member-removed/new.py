import enum
class Colour(enum.Enum):
    RED = 1
    LIME = 2
    BLUE = 3
class Mode(enum.IntFlag):
    READ = 1
