"""Needs a person in front of a terminal."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

with open("/dev/tty", "r+") as terminal:
    terminal.write("What is your name? ")
    name = terminal.readline()
