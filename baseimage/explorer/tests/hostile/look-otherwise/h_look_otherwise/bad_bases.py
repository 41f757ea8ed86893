"""Makes up bases, items and names of classes when they are made."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Entries:
    """Stands for bases."""

    def __mro_entries__(self, bases):
        return (Kept, dict)

    def __class_getitem__(cls, item):
        raise GeneratorExit
class Made(Entries()):
    """Has bases that were not written."""
class Items(Entries, Kept):
    """Can't be subscripted."""
class Named:
    """Raises when it is told its name, later."""

    def __set_name__(self, owner, name):
        owner.told = name

    def __get__(self, instance, owner):
        raise StopIteration(owner)
class Holder:
    """Holds one."""

    named = Named()
class Meta(type):
    """Prepares a mapping that makes names up."""

    @classmethod
    def __prepare__(mcs, name, bases):
        return {"prepared": 1}
class Prepared(metaclass=Meta):
    """Has a name that was not written."""
