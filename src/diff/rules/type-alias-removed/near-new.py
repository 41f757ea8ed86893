from os import PathLike
from typing import Union
Path = Union[str, bytes, PathLike]
