"""Text that can be said, but not by everybody: 𝔘𝔫𝔦𝔠𝔬𝔡𝔢, e\u0301, \u202e right to left, \u2028, \u0085, \x00, \x7f, \ufeff."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def surrogates():
    """Be replaced."""


surrogates.__doc__ = "before \ud800 after \udfff"
