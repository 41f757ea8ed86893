from typing import TypedDict
class Options(TypedDict):
    timeout: int
    retries: int
class Below(Options):
    more: int
Made = TypedDict("Made", {"a": int, "b": int})
