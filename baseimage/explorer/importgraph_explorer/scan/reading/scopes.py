"""What source files say is in their modules and classes: the scan's model."""

from __future__ import annotations

import ast
from typing import Any, Callable, NamedTuple, Optional, Union

# A name with attributes, as it is written: ("os", "path", "join").
Parts = tuple[str, ...]


class Definition:
    """Something that a file defines: a function, a class, a value, a name without a value.

    ``fields`` are those of its record that the file alone tells. ``plain`` are values for which being the same object
    says nothing, as for entities. ``hint`` says what has to be looked up to know more of a value: what is ``called``,
    ``subscripted`` or ``joined`` with ``|``.
    """

    __slots__ = (
        "_class_facts",
        "copy_of",
        "fields",
        "hint",
        "kind",
        "plain",
        "qualname",
        "says_module",
        "scope",
        "value",
    )

    def __init__(self, scope: Scope, qualname: str, kind: str, fields: dict[str, Any]) -> None:
        self.scope = scope
        self.qualname = qualname
        self.kind = kind
        self.fields = fields
        self.plain = False
        self.hint: Optional[tuple[str, Parts]] = None
        # What has the value that this one takes over: its hint is to be read where that is.
        self.copy_of: Optional[Definition] = None
        # The exact value of an enumeration's member, where it is written down.
        self.value: object = UNKNOWN
        self._class_facts: Union[ClassFacts, Callable[[], ClassFacts], None] = None
        # The module that it is told to say it is from: numpy's and others' ``set_module``.
        self.says_module: Optional[str] = None

    def copy(self, value_from: Definition) -> Definition:
        """The same name with the plain value of another one."""
        copied = Definition(self.scope, self.qualname, value_from.kind, dict(self.fields))
        if "value" in value_from.fields:
            copied.fields["value"] = value_from.fields["value"]
        copied.plain = True
        copied.hint = value_from.hint
        copied.value = value_from.value
        copied.copy_of = value_from.copy_of or value_from
        return copied

    @property
    def class_facts(self) -> Optional[ClassFacts]:
        """What the file says of a class; of one in an outline it is read when somebody asks."""
        if callable(self._class_facts):
            self._class_facts = self._class_facts()
        return self._class_facts

    @class_facts.setter
    def class_facts(self, facts: Union[ClassFacts, Callable[[], ClassFacts]]) -> None:
        self._class_facts = facts


class ClassFacts:
    """What the file says of a class: its body, and what has to be looked up."""

    __slots__ = (
        *("annotated", "arguments", "bases", "by_syntax", "decorators"),
        *("metaclass", "missing_base", "options", "scope", "subscripted"),
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.bases: list[Parts] = []
        # Whether a base is an expression that leads nowhere, such as a call.
        self.missing_base = False
        # Of which of the bases, by their numbers, type arguments are given.
        self.subscripted: set[int] = set()
        # The names in their type arguments, in their order.
        self.arguments: list[Parts] = []
        # Whether it has type parameters by syntax (PEP 695).
        self.by_syntax = False
        self.metaclass: Optional[Parts] = None
        self.decorators: list[Parts] = []
        # What ``@dataclass(…)`` is given, as far as that is written down.
        self.options: dict[str, object] = {}
        # The annotated names of the body in their order: name, annotation, value.
        self.annotated: list[tuple[str, str, Optional[ast.expr]]] = []


class Import(NamedTuple):
    """A name bound by an import: to a module, or to what has this name in it."""

    module: str
    name: Optional[str]


class Alias(NamedTuple):
    """A name bound to what another one is bound to; if that leads nowhere, it is a value.

    ``base`` is what the first part was bound to in the same scope by then; it may be bound to something else later.
    """

    parts: Parts
    base: Optional[Binding]
    otherwise: Definition


class Binding:
    """What a name is bound to in a scope."""

    __slots__ = ("order", "reexported", "typing_only", "what")

    def __init__(self, what: Union[Definition, Import, Alias], order: int, typing_only: bool, reexported: bool) -> None:
        self.what = what
        self.order = order
        self.typing_only = typing_only
        # False: an import in a stub that only the stub itself uses (PEP 484).
        self.reexported = reexported


class Scope:
    """The names of a module, or of a class in it."""

    __slots__ = ("bindings", "exported", "module", "parent", "qualname", "stars")

    def __init__(self, module: ModuleScan, qualname: str, parent: Optional[Scope]) -> None:
        self.module = module
        self.qualname = qualname
        self.parent = parent
        self.bindings: dict[str, Binding] = {}
        # ``from … import *``: when, and from where.
        self.stars: list[tuple[int, str]] = []
        # What ``__all__`` lists; None: it is not there, or can't be read.
        self.exported: Optional[list[str]] = None

    def below(self, name: str) -> str:
        """The qualified name of something in this scope."""
        return f"{self.qualname}.{name}" if self.qualname else name


class ModuleScan:
    """What one file says of its module."""

    __slots__ = ("deprecated", "doc", "name", "origin", "package", "scope")

    def __init__(self, name: str, package: bool, origin: str) -> None:
        self.name = name
        self.package = package
        self.origin = origin
        self.doc: Optional[str] = None
        self.deprecated: Optional[dict[str, str]] = None
        self.scope = Scope(self, "", None)

    def absolute(self, module: Optional[str], level: int) -> Optional[str]:
        """The module that an import statement names; None where it leads out of everything."""
        if level == 0:
            return module
        parts = self.name.split(".")
        drop = level - 1 if self.package else level
        if drop >= len(parts):
            return None
        base = ".".join(parts[: len(parts) - drop])
        return f"{base}.{module}" if module else base


class _Unknown:
    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: object = _Unknown()
