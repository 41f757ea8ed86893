"""What the names of one body of a file are bound to, by everything that binds them."""

from __future__ import annotations

import ast
from typing import Any, Callable, Final, NamedTuple, Optional, Union

from ..symbols import Around, Symbol, Use
from .trees import FunctionNode, parameters_of


class Bound(NamedTuple):
    """One thing that binds a name.

    ``how`` is ``import`` (``what``: the symbol), ``value`` (the expression), ``annotated`` (the annotation),
    ``entered`` or ``enteredLater`` (the expression of a ``with`` or an ``async with``), ``class`` (the qualified name),
    ``receiver`` (``self`` or ``cls``), ``nothing`` (None or the like, in place of what could not be imported) or
    ``other``.
    """

    how: str
    what: Any = None


OTHER: Final = Bound("other")
_NOTHING: Final = Bound("nothing")


class Scope:
    """The names of a module, a class or a function."""

    __slots__ = (
        *("around", "class_name", "deleted", "globals", "guards", "kind", "known"),
        *("named", "names", "nonlocals", "parent", "seen", "tries", "uses"),
    )

    def __init__(self, kind: str, parent: Optional[Scope], around: Around, class_name: Optional[str]) -> None:
        self.kind = kind
        self.parent = parent
        self.around = around
        # The class whose methods are in here, by its qualified name; None where it can't be reached by one.
        self.class_name = class_name
        self.names: dict[str, list[Bound]] = {}
        # What its own names mean; what any name means in it, and what it means by itself.
        self.known: dict[str, Optional[Symbol]] = {}
        self.seen: dict[str, Optional[Symbol]] = {}
        self.named: dict[str, Optional[Symbol]] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.deleted: set[str] = set()
        # Statements that may tell what is there of what may be missing, and the names that know of it.
        self.tries: list[Any] = []
        self.guards: Optional[frozenset[str]] = None
        # What is used in this place, by all that is in it.
        self.uses: Optional[dict[Symbol, Use]] = None

    def beside(self, around: Around) -> Scope:
        """The same names, told of another place."""
        other = Scope(self.kind, self.parent, around, self.class_name)
        other.names, other.known, other.seen, other.named = self.names, self.known, self.seen, self.named
        other.globals, other.nonlocals, other.deleted = self.globals, self.nonlocals, self.deleted
        return other

    def bind(self, name: str, bound: Bound) -> None:
        """Note that something binds a name."""
        known = self.names.get(name)
        if known is None:
            self.names[name] = [bound]
        else:
            known.append(bound)

    def mangled(self, name: str) -> str:
        """A name as Python has it in here: ``__x`` in a class is another one."""
        if not name.startswith("__") or name.endswith("__") or self.class_name is None:
            return name
        leaf = self.class_name.rpartition(".")[2].lstrip("_")
        return f"_{leaf}{name}" if leaf else name


def _assign(scope: Scope, node: ast.Assign) -> None:
    for target in node.targets:
        bind_target(scope, target, node.value)


def _annotated(scope: Scope, node: ast.AnnAssign) -> None:
    if isinstance(node.target, ast.Name):
        scope.bind(node.target.id, Bound("annotated", node.annotation))


def _other_target(scope: Scope, node: Union[ast.AugAssign, ast.For, ast.AsyncFor]) -> None:
    bind_target(scope, node.target, None)


def _with(scope: Scope, node: Union[ast.With, ast.AsyncWith]) -> None:
    for item in node.items:
        if isinstance(item.optional_vars, ast.Name):
            scope.bind(item.optional_vars.id, Bound(how_entered(node), item.context_expr))
        elif item.optional_vars is not None:
            bind_target(scope, item.optional_vars, None)
    scope.tries.append(node)


def how_entered(node: Union[ast.With, ast.AsyncWith]) -> str:
    """How a statement binds what it enters."""
    return "entered" if isinstance(node, ast.With) else "enteredLater"


def _class(scope: Scope, node: ast.ClassDef) -> None:
    below = None if scope.kind == "function" else f"{scope.class_name}.{node.name}" if scope.class_name else node.name
    scope.bind(node.name, Bound("class", below) if below is not None else OTHER)


def _function(scope: Scope, node: FunctionNode) -> None:
    scope.bind(node.name, OTHER)


def _handler(scope: Scope, node: ast.ExceptHandler) -> None:
    if node.name is not None:
        is_one = isinstance(node.type, (ast.Name, ast.Attribute))
        scope.bind(node.name, Bound("annotated", node.type) if is_one else OTHER)


def _try(scope: Scope, node: Any) -> None:
    scope.tries.append(node)


def _global(scope: Scope, node: ast.Global) -> None:
    scope.globals.update(node.names)


def _nonlocal(scope: Scope, node: ast.Nonlocal) -> None:
    scope.nonlocals.update(node.names)


def _delete(scope: Scope, node: ast.Delete) -> None:
    scope.deleted.update(target.id for target in node.targets if isinstance(target, ast.Name))


def _case(scope: Scope, node: Any) -> None:
    for inner in ast.walk(node.pattern):
        for name in (getattr(inner, "name", None), getattr(inner, "rest", None)):
            if type(name) is str:
                scope.bind(name, OTHER)


def _type_alias(scope: Scope, node: Any) -> None:
    bind_target(scope, node.name, None)


_BY_NAME: Final[dict[str, Callable[[Scope, Any], None]]] = {
    "Assign": _assign,
    "AnnAssign": _annotated,
    "AugAssign": _other_target,
    "For": _other_target,
    "AsyncFor": _other_target,
    "With": _with,
    "AsyncWith": _with,
    "ClassDef": _class,
    "FunctionDef": _function,
    "AsyncFunctionDef": _function,
    "ExceptHandler": _handler,
    "Try": _try,
    "TryStar": _try,
    "Global": _global,
    "Nonlocal": _nonlocal,
    "Delete": _delete,
    "match_case": _case,
    "TypeAlias": _type_alias,
}
# What binds names by being run, by the kind of statement. Not every version has all of these.
BINDERS: Final = {getattr(ast, name): binder for name, binder in _BY_NAME.items() if hasattr(ast, name)}


def bind_target(scope: Scope, target: ast.expr, value: Optional[ast.expr]) -> None:
    """Bind what is assigned to; ``value`` is what all of it gets, None where that is not written."""
    kind = type(target)
    if kind is ast.Name:
        name: str = target.id  # type: ignore[attr-defined]
        if value is None:
            scope.bind(name, OTHER)
        elif type(value) is ast.Constant and not value.value:
            scope.bind(name, _NOTHING)
        else:
            scope.bind(name, Bound("value", value))
    elif kind is ast.Tuple or kind is ast.List:
        for element in target.elts:  # type: ignore[attr-defined]
            bind_target(scope, element, None)
    elif kind is ast.Starred:
        bind_target(scope, target.value, None)  # type: ignore[attr-defined]


def bind_parameters(scope: Scope, node: Union[FunctionNode, ast.Lambda], receiver: Optional[str]) -> None:
    """Bind the parameters of a function; ``receiver`` says what the first one is: ``self``, ``cls`` or nothing."""
    bind_type_parameters(scope, node)
    given = node.args
    positional = parameters_of(node)
    for parameter in (*positional, *given.kwonlyargs):
        annotation = parameter.annotation
        scope.bind(parameter.arg, Bound("annotated", annotation) if annotation is not None else OTHER)
    for variable in (given.vararg, given.kwarg):
        if variable is not None:
            scope.bind(variable.arg, OTHER)
    if receiver is not None and positional:
        scope.names[positional[0].arg] = [Bound("receiver", receiver)]


def bind_type_parameters(scope: Scope, node: ast.AST) -> None:
    """Bind the type parameters of a function or a class (PEP 695)."""
    for parameter in getattr(node, "type_params", ()):
        scope.bind(parameter.name, OTHER)


def with_type_parameters(scope: Scope, node: ast.AST) -> Scope:
    """The scope in which the type parameters of a definition are seen, by what is within as well."""
    if not getattr(node, "type_params", ()):
        return scope
    found = Scope("parameters", scope, scope.around, scope.class_name)
    bind_type_parameters(found, node)
    return found
