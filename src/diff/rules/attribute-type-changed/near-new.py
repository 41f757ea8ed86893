from typing import Dict, Final, Union
LIMIT: "Final[int | None]" = 3
class Client:
    kinds: "dict[str, int]" = {}
    size: Union[str, int]
    other: "Client"
    name: str = ""
