"""Values that hold themselves."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

LIST = []
LIST.append(LIST)
TUPLE = (LIST, {"a": LIST})
LIST.append(TUPLE)


class Holder:
    """Holds itself, and its holder."""


Holder.itself = Holder
Holder.module = __import__("sys").modules[__name__]
holder = Holder()
holder.itself = holder
