from json import JSONDecodeError, dumps, loads
from collections import OrderedDict
__all__ = ["JSONDecodeError", "dumps", "loads", "kept"]
def kept(): ...
