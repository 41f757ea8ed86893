from .one import Kind
from typing import Optional
default = Kind()
LIMIT = 3
Alias = Optional[int]
