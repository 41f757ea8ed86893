"""Which statements bind a name where it is read, by Python's rules of scopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Optional

#: Why a chain is not judged.
SEVERAL = "several statements bind its name"


class Target(NamedTuple):
    """What an import binds: a module, or what is below it under names."""

    module: str
    names: tuple[str, ...]

    @property
    def written(self) -> str:
        """With dots."""
        return ".".join([self.module, *self.names])


@dataclass
class Bindings:
    """All that binds one name in one scope."""

    imports: list[Target] = field(default_factory=list)
    #: Gives it None or the like, as for what could not be imported.
    nothing: bool = False
    other: bool = False


@dataclass
class Scope:
    """Of a module, function, class or comprehension, or of what stands around one with type parameters."""

    kind: str
    parent: Optional[Scope] = None
    names: dict[str, Bindings] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)
    #: Sees the names of a class that it stands in, as what is around type parameters does.
    in_class: bool = False
    waiting: list[tuple[str, Optional[Target], bool]] = field(default_factory=list)

    def bind(self, name: str, target: Optional[Target] = None, *, nothing: bool = False) -> None:
        """Note that a statement binds a name; where, `settle` finds out when the scope has been read."""
        self.waiting.append((name, target, nothing))

    def settle(self) -> None:
        """Put what was bound into the scopes that `global` and `nonlocal` say."""
        for name, target, nothing in self.waiting:
            found = self._holder(name).names.setdefault(name, Bindings())
            if target is not None:
                if target not in found.imports:
                    found.imports.append(target)
            elif nothing:
                found.nothing = True
            else:
                found.other = True

    def _holder(self, name: str) -> Scope:
        if name in self.global_names:
            return self._outermost()
        where = self
        # A walrus in a comprehension, and what `nonlocal` names, is bound in the function around.
        while name in where.nonlocal_names and where.parent is not None:
            where = where.parent
            while where.kind in ("class", "comprehension") and where.parent is not None:
                where = where.parent
        return where

    def _outermost(self) -> Scope:
        where = self
        while where.parent is not None:
            where = where.parent
        return where

    def find(self, name: str) -> tuple[Optional[Scope], Optional[Bindings]]:
        """The scope whose name it is, with what binds it there."""
        where: Optional[Scope] = self
        sees_class = True
        while where is not None:
            if name in where.global_names:
                where = self._outermost()
            if name in where.names and (where.kind != "class" or sees_class):
                return where, where.names[name]
            # Comprehensions and functions don't see the names of the class that they stand in.
            sees_class = where.in_class
            where = where.parent
        return None, None
