from typing import NotRequired, Required, TypedDict
class Options(TypedDict):
    timeout: int
    retries: NotRequired[int]
    more: NotRequired[int]
