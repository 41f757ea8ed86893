from typing import TypedDict
class Base(TypedDict):
    timeout: int
class Options(Base):
    ...
