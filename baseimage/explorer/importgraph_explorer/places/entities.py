"""The objects of an exploration, and the places where they stand."""

from __future__ import annotations

from types import FunctionType
from typing import Callable, Optional

from ..looking import described, kinds, raw
from ..looking.kinds import Claim
from ..wire.records import ForeignRef

# Where something is: a module, and a qualified name in it ("" for the module itself).
Place = tuple[str, str]

# What places are ordered by: names that begin with "_", number of names, length, text.
Rank = tuple[int, int, int, str]

# Tells of a problem: module, stage, error, message.
ReportProblem = Callable[[str, str, str, str], None]


class Entity:
    """One object.

    ``place`` is its canonical one, once it is known, and ``id`` that as text; ``foreign`` says instead that it is
    somebody else's. ``plain`` are values for which being the same object says nothing: each name that holds one has
    an entity of its own. ``members`` are what a module or a class of ours holds; also what is in a module object that
    can't be imported, as extensions have them, which itself is data.
    """

    __slots__ = ("claim", "foreign", "id", "kind", "members", "place", "plain", "value")

    def __init__(self, value: object, kind: str, claim: Claim = None, plain: bool = False) -> None:
        self.value = value
        self.kind = kind
        self.claim = claim
        self.plain = plain
        self.place: Optional[Place] = None
        self.id = ""
        self.foreign: Optional[ForeignRef] = None
        self.members: dict[str, Entity] = {}

    @property
    def defined(self) -> Place:
        """Where it says that it is defined, else its place."""
        return self.claim or self.place or ("", "")


def rank(dotted: str) -> Rank:
    """How good a dotted path is, the best being the smallest."""
    parts = dotted.split(".")
    return sum(part.startswith("_") for part in parts), len(parts), len(dotted), dotted


def holds_names(entity: Entity) -> bool:
    """Whether there may be names below it that are to be looked at."""
    if entity.kind == "data":
        value = entity.value
        return raw.is_module(value) or described.is_interface(value) or raw.is_class(kinds.behind_proxy(value))
    if entity.kind == "class":
        return True
    if type(entity.value) is FunctionType:
        return bool(entity.value.__dict__)
    return entity.kind in kinds.ROUTINES and kinds.class_behind(entity.value) is not None
