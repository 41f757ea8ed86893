import enum
class _Base(enum.Enum): ...
class Colour(_Base):
    RED = 1
class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2
