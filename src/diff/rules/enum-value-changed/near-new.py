import enum, time
class Colour(enum.Enum):
    RED = enum.auto()
    BORN = time.time()
    MADE = object()
