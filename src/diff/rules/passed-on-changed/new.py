from fractions import Fraction

class Number:
    kind = Fraction
    decoder: type
