from decimal import Decimal

class Number:
    kind = Decimal
    class decoder: ...
    _own = int
