import enum, time
class Colour(enum.Enum):
    RED = 1
    BORN = time.time()
    MADE = object()
