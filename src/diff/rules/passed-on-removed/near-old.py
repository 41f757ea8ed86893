from json import dumps
from collections import OrderedDict
__all__ = ["OrderedDict"]
