"""What names in a source stand for, before it is known where they lead."""

from __future__ import annotations

from typing import Final, NamedTuple, Optional, Union

# How a symbol begins; what follows says what ``of`` is.
#
# ``module``     what an import binds: the dotted name of the module
# ``result``     what calling something gives: the symbol that is called
# ``entered``    what a ``with`` of something binds: the symbol of the context manager
# ``enteredLater``  likewise, of an ``async with``
# ``awaited``    what waiting for something gives: its symbol
# ``instance``   something that an annotation says is of a class: the symbol of the class
# ``self``       an instance of a class of the same file: its qualified name
# ``class``      a class of the same file itself: its qualified name
# ``cls``        the class that a method of a class of the same file is called on: its qualified name
# ``super``      what ``super()`` gives in a class of the same file: its qualified name
# ``star``       a name that nothing in the file binds but perhaps a star import: the name
Kind = str


class Symbol(NamedTuple):
    """Something, and the attributes that were asked of it.

    ``bound`` is the name in the module's own namespace that an import bound to it and its first so many attributes,
    where that is so: what is there at run time is what was meant. ``is_set`` says that something else is put there.
    """

    kind: Kind
    of: Union[Symbol, str]
    attributes: tuple[str, ...] = ()
    bound: Optional[tuple[str, int]] = None
    is_set: bool = False


class ImportStatement(NamedTuple):
    """What an import statement names: a module, or a name in one."""

    line: int
    module: str
    name: Optional[str]
    alias: Optional[str]
    star: bool
    when: tuple[str, ...]


_NO_KEYWORDS: Final[frozenset[str]] = frozenset()


class Use:
    """How a place uses something, everywhere in it."""

    __slots__ = ("count", "how", "keywords", "lines", "positional")

    def __init__(self) -> None:
        self.how: set[str] = set()
        self.count = 0
        self.lines: list[int] = []
        self.keywords: frozenset[str] = _NO_KEYWORDS
        self.positional = -1


# The function or class around something: names from the module inwards, each with the line that it begins in. The
# name of what is defined in a function begins with LOCALS.
Around = tuple[tuple[str, int], ...]
LOCALS: Final = "<locals>."


class ModuleUses(NamedTuple):
    """What one source takes of others."""

    imports: list[ImportStatement]
    # By place.
    uses: dict[Around, dict[Symbol, Use]]
    # Methods of classes that have bases: place, name of the class, name of the method.
    methods: list[tuple[Around, str, str]]


def as_written(symbol: Symbol) -> Optional[str]:
    """The dotted name that was written, with aliases of imports replaced; None where there is no such name."""
    if symbol.kind == "module":
        return ".".join((str(symbol.of), *symbol.attributes))
    if symbol.kind in ("result", "entered", "enteredLater", "awaited", "instance") and isinstance(symbol.of, Symbol):
        inner = as_written(symbol.of)
        return ".".join((inner, *symbol.attributes)) if inner is not None else None
    if symbol.kind == "star":
        return ".".join((str(symbol.of), *symbol.attributes))
    return None
