"""Classes that have every attribute, each a new class."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Meta(type):
    """Makes classes on demand."""

    def __getattr__(cls, name):
        return Meta(name, (), {})

    def __dir__(cls):
        return ["forged_data", "other"]

    def __iter__(cls):
        while True:
            yield Meta("forged_data", (), {})


class Endless(metaclass=Meta):
    """Has every attribute."""
