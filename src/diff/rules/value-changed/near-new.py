import os, time
__version__ = "2.0"
VERSION = (2, 0)
version_info = (2, 0, 0, "final", 0)
USER_AGENT = "pairs/2.0"
BUILT = "2025-11-12"
HERE = os.path.dirname(__file__) + "/x"
STARTED = time.time() + 1
COMMIT = "f123456789abcdef0123456789abcdef01234567"
_CACHE = 2
SAME = {"b": 2}
from dataclasses import dataclass
@dataclass
class Point:
    x: int = 2
from typing import TypedDict
class Options(TypedDict, total=False):
    size: int
