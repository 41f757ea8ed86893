from typing import NotRequired, TypedDict
class Options(TypedDict):
    timeout: NotRequired[int]
    retries: int
class Whole(TypedDict, total=False):
    a: int
