from typing import NotRequired, TypedDict
class Options(TypedDict, total=False):
    timeout: int
