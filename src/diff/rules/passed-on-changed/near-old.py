from decimal import Decimal
from json import JSONDecoder

class Number:
    kind = Decimal
    decoder = JSONDecoder
    _own = Decimal
