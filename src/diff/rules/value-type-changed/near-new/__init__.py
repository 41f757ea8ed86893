from .two import Kind
from typing import Optional
default = Kind()
LIMIT = 4
Alias = Optional[str]
