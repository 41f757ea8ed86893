from typing import Callable, Dict, Union
Json = Union[str, bytes, Dict[str, str]]
Hook = Callable[[int, int], str]
