from typing import Union
Json = Union[dict[str, str], str]
Maybe = Union[list[int], None]
