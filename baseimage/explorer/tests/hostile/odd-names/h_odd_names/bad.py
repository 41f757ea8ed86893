"""Has names that nobody can write."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

NAMES = ("", ".", "..", "a.b", ":", "a:b", "\n", "a\nb", "\x00", "\x1b[2J", "\x7f", "\x85", "\ud800", "a\udfffb", "x" * 1_000_000)
for name in NAMES:
    globals()[name] = 1
    setattr(Kept, name, 1)
for name in ("with space", "naïve", "ﬁ", "1st", "class", "-", "<lambda>", "::", "🦄", "\u202e", "\u2028", '"', "\\", "'", "{}"):
    globals()[name] = 1
