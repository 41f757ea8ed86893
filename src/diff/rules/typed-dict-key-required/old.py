from typing import NotRequired, Required, TypedDict
class Options(TypedDict, total=False):
    timeout: int
    retries: int
class Other(TypedDict):
    a: NotRequired[int]
    b: int
