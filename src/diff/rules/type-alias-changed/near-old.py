from typing import Dict, List, Optional, Union
Json = Union[str, Dict[str, str]]
Maybe = Optional[List[int]]
