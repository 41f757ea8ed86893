"""The message is no text, or no message at all."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Mute(Exception):
    """Has nothing to say."""

    def __str__(self):
        return 7

    def __repr__(self):
        raise KeyboardInterrupt


raise Mute("\udcff\ud800", b"\xff")
