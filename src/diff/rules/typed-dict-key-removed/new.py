from typing import TypedDict
class Options(TypedDict):
    timeout: int
class Below(Options):
    more: int
Made = TypedDict("Made", {"a": int})
