import typing
from typing import ClassVar, Dict, Optional, Union
LIMIT: Optional[int] = 3
class Client:
    kinds: ClassVar[Dict[str, int]] = {}
    size: typing.Union[int, str]
    other: "Client"
    name = ""
