from typing import Union
Path = Union[str, bytes]
