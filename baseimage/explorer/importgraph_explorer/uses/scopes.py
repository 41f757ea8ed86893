"""What the names of one body of a file are bound to, by everything that binds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, Callable, Final, NamedTuple, Optional, Union

from .symbols import Around, Symbol
from .trees import BLOCKS_IN_SCOPE, FunctionNode


class Bound(NamedTuple):
    """One thing that binds a name.

    ``how`` is ``import`` (``what``: the symbol), ``value`` (the expression), ``annotated`` (the annotation),
    ``entered`` (the expression of a ``with``), ``class`` (the qualified name), ``receiver`` (``self`` or ``class``),
    ``nothing`` (None or the like, in place of what could not be imported) or ``other``.
    """

    how: str
    what: Any = None


_OTHER: Final = Bound("other")
_NOTHING: Final = Bound("nothing")


class Scope:
    """The names of a module, a class or a function."""

    def __init__(self, kind: str, parent: Optional[Scope], around: Around, class_name: Optional[str]) -> None:
        self.kind = kind
        self.parent = parent
        self.around = around
        # The class whose methods are in here, by its qualified name; None where it can't be reached by one.
        self.class_name = class_name
        self.names: dict[str, list[Bound]] = {}
        self.known: dict[str, Optional[Symbol]] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()

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


class Binder:
    """Goes through the statements of one body, but not into the functions and classes in it."""

    def __init__(self, scope: Scope, imports: Any) -> None:
        self._scope = scope
        # What tells the symbols of an import statement: name → symbol.
        self._imports = imports

    def bind_all(self, body: Iterable[ast.stmt]) -> None:
        """Bind what the statements bind."""
        waiting: list[Any] = list(body)
        while waiting:
            node = waiting.pop()
            kind = type(node)
            binder = _BINDERS.get(kind)
            if binder is not None:
                binder(self, node)
            for field in BLOCKS_IN_SCOPE.get(kind, ()):
                waiting += getattr(node, field)

    def _import(self, node: Union[ast.Import, ast.ImportFrom]) -> None:
        for name, symbol in self._imports(node):
            self._scope.bind(name, Bound("import", symbol))

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._bind_target(target, node.value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._scope.bind(node.target.id, Bound("annotated", node.annotation))

    def _other_target(self, node: Union[ast.AugAssign, ast.For, ast.AsyncFor]) -> None:
        self._bind_target(node.target, None)

    def _with(self, node: Union[ast.With, ast.AsyncWith]) -> None:
        for item in node.items:
            if isinstance(item.optional_vars, ast.Name):
                self._scope.bind(item.optional_vars.id, Bound("entered", item.context_expr))
            elif item.optional_vars is not None:
                self._bind_target(item.optional_vars, None)

    def _class(self, node: ast.ClassDef) -> None:
        scope = self._scope
        below = (
            None if scope.kind == "function" else f"{scope.class_name}.{node.name}" if scope.class_name else node.name
        )
        scope.bind(node.name, Bound("class", below) if below is not None else _OTHER)

    def _other_name(self, node: Union[FunctionNode, ast.ExceptHandler]) -> None:
        if node.name is not None:
            self._scope.bind(node.name, _OTHER)

    def _global(self, node: ast.Global) -> None:
        self._scope.globals.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal) -> None:
        self._scope.nonlocals.update(node.names)

    def _case(self, node: Any) -> None:
        for inner in ast.walk(node.pattern):
            for name in (getattr(inner, "name", None), getattr(inner, "rest", None)):
                if type(name) is str:
                    self._scope.bind(name, _OTHER)

    def _type_alias(self, node: Any) -> None:
        self._bind_target(node.name, None)

    def _bind_target(self, target: ast.expr, value: Optional[ast.expr]) -> None:
        if isinstance(target, ast.Name):
            if isinstance(value, ast.Constant) and not value.value:
                self._scope.bind(target.id, _NOTHING)
            else:
                self._scope.bind(target.id, _OTHER if value is None else Bound("value", value))
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._bind_target(element, None)
        elif isinstance(target, ast.Starred):
            self._bind_target(target.value, None)


_BY_NAME: Final[dict[str, Callable[[Binder, Any], None]]] = {
    "Import": Binder._import,
    "ImportFrom": Binder._import,
    "Assign": Binder._assign,
    "AnnAssign": Binder._annotated,
    "AugAssign": Binder._other_target,
    "For": Binder._other_target,
    "AsyncFor": Binder._other_target,
    "With": Binder._with,
    "AsyncWith": Binder._with,
    "ClassDef": Binder._class,
    "FunctionDef": Binder._other_name,
    "AsyncFunctionDef": Binder._other_name,
    "ExceptHandler": Binder._other_name,
    "Global": Binder._global,
    "Nonlocal": Binder._nonlocal,
    "match_case": Binder._case,
    "TypeAlias": Binder._type_alias,
}
# Not every version has all of these.
_BINDERS: Final = {getattr(ast, name): binder for name, binder in _BY_NAME.items() if hasattr(ast, name)}


def bind_parameters(scope: Scope, node: Union[FunctionNode, ast.Lambda], receiver: Optional[str]) -> None:
    """Bind the parameters of a function; ``receiver`` says what the first one is: ``self``, ``class`` or nothing."""
    bind_type_parameters(scope, node)
    given = node.args
    positional = [*getattr(given, "posonlyargs", ()), *given.args]
    for parameter in (*positional, *given.kwonlyargs):
        annotation = parameter.annotation
        scope.bind(parameter.arg, Bound("annotated", annotation) if annotation is not None else _OTHER)
    for variable in (given.vararg, given.kwarg):
        if variable is not None:
            scope.bind(variable.arg, _OTHER)
    if receiver is not None and positional:
        scope.names[positional[0].arg] = [Bound("receiver", receiver)]


def bind_type_parameters(scope: Scope, node: ast.AST) -> None:
    """Bind the type parameters of a function or a class (PEP 695)."""
    for parameter in getattr(node, "type_params", ()):
        scope.bind(parameter.name, _OTHER)
