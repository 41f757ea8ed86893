"""A list of names without end."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Endless(list):
    """Has no end."""

    def __iter__(self):
        while True:
            yield "kept"

    def __len__(self):
        return 2**62

    def __getitem__(self, index):
        return "kept"
__all__ = Endless(["kept"])
