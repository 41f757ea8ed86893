from typing import NotRequired, Required, TypedDict
class Options(TypedDict, total=False):
    timeout: Required[int]
    retries: int
