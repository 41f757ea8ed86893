"""Values that say what isn't so."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Lying:
    """Answers wrongly."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __len__(self):
        return 2**62

    def __bool__(self):
        return False


class Number(int):
    """Isn't the number that it shows."""

    def __repr__(self):
        return "forged"


class Text(str):
    """Isn't the text that it shows."""

    def __repr__(self):
        return "\n::error::forged"


class Pair(tuple):
    """Has no end."""

    def __iter__(self):
        while True:
            yield 1


HUGE = Lying("x" * 100_000_000)
COMMANDS = Lying("\n::error::forged\x1b[2J\ud800\x00")
NUMBER, TEXT, PAIR = Number(7), Text("text"), Pair((1, 2))


def function(huge=HUGE, commands=COMMANDS, number=NUMBER, text=TEXT, pair=PAIR, nothing=Lying("")):
    """Have defaults that lie."""
