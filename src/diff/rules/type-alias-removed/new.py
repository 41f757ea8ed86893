from typing import Union
Kept = Union[int, str]
