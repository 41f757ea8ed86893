from typing import Callable, Dict, Union
Json = Union[str, Dict[str, str]]
Hook = Callable[[int], str]
