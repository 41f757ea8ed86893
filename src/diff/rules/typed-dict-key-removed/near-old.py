from typing import TypedDict
class Options(TypedDict):
    timeout: int
