import enum
class Colour(enum.Enum):
    RED = 1
class Mode(enum.Flag):
    READ = 1
