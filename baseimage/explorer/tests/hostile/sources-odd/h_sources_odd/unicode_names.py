"""Names which Python normalises (NFKC): what is written isn't what is there."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

ª, µ, 𝔘𝔫𝔦, ﬁnal = 1, 2, 3, 4


class Ⅷ:
    """Roman eight, in one letter."""

    ſ = 5
