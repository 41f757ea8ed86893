"""::error file=forged,line=1::forged

##[error]forged
"""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

raise ImportError("\n::error::forged\n##[error]forged\r::set-output name=forged::1\x1b]0;forged\x07\x1b[2J\u202eforged")
