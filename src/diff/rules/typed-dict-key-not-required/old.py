from typing import NotRequired, TypedDict
class Options(TypedDict):
    timeout: int
    retries: int
class Whole(TypedDict):
    a: int
