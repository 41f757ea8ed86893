from typing import Dict, Union
Json = Union[str, Dict[str, str]]
Kept = Union[int, str]
