from typing import NotRequired, TypedDict
class Options(TypedDict):
    timeout: NotRequired[int]
    more: NotRequired[int]
