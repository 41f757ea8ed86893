import os, time
__version__ = "1.0"
VERSION = (1, 0)
version_info = (1, 0, 0, "final", 0)
USER_AGENT = "pairs/1.0"
BUILT = "2024-01-02"
HERE = os.path.dirname(__file__)
STARTED = time.time()
COMMIT = "0123456789abcdef0123456789abcdef01234567"
_CACHE = 1
SAME = {"b": 1}
from dataclasses import dataclass
@dataclass
class Point:
    x: int = 1
from typing import TypedDict
class Options(TypedDict):
    size: int
