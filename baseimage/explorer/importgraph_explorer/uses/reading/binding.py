"""The scopes of a file, each with all that binds names in it, before anything is said of what they mean."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, Optional, Union

from ...source.fragments import absolute_module
from ...wire.texts import lines_with
from ..symbols import LOCALS, Around, Symbol
from .scopes import BINDERS, OTHER, Bound, Scope, bind_parameters, how_entered, with_type_parameters
from .trees import (
    BLOCKS_IN_SCOPE,
    FUNCTIONS,
    FunctionNode,
    attributes_in,
    decorated_as,
    first_line,
    is_accessor,
    is_overload,
    parameters_of,
    parts_of,
)

# These get the class as their first argument without being told so.
_OF_CLASS: Final = ("__new__", "__init_subclass__", "__class_getitem__")
Attributes = dict[str, list[tuple[Bound, Scope]]]


class _Method(NamedTuple):
    """The method that a body is in."""

    receiver: str
    cls: Scope
    attributes: Attributes


class _Body(NamedTuple):
    statements: list[ast.stmt]
    scope: Scope
    method: Optional[_Method]


class Binding:
    """Makes the scopes of one file."""

    def __init__(self, package: str, text: str) -> None:
        """``package`` is what relative imports begin in."""
        self._package = package
        self._walrus_lines = lines_with(":=", text)
        # Function or class → its scope.
        self.scopes: dict[ast.AST, Scope] = {}
        # Class of this file, by its qualified name → attribute → what binds it, with the scope to read that in.
        self.attributes: dict[str, Attributes] = {}
        self.module = Scope("module", None, (), None)
        self._waiting: list[_Body] = []

    def bind_all(self, tree: ast.Module) -> Scope:
        """The scope of the module, after all scopes have been made."""
        self._waiting.append(_Body(tree.body, self.module, None))
        while self._waiting:
            self._bind(self._waiting.pop())
        return self.module

    def _bind(self, body: _Body) -> None:
        scope, method = body.scope, body.method
        functions: dict[str, list[FunctionNode]] = {}
        waiting: list[Any] = list(body.statements)
        while waiting:
            node = waiting.pop()
            kind = type(node)
            binder = BINDERS.get(kind)
            if binder is not None:
                binder(scope, node)
                if kind is ast.ClassDef:
                    self._class(node, scope)
                elif kind in FUNCTIONS:
                    self._function(node, scope, method)
                    functions.setdefault(node.name, []).append(node)
                elif method is not None:
                    _bind_attributes(node, scope, method)
            elif kind is ast.Import or kind is ast.ImportFrom:
                for name, symbol in self._bound_by(node):
                    scope.bind(name, Bound("import", symbol))
            if self._walrus_lines:
                self._bind_walruses(node, scope)
            for field in BLOCKS_IN_SCOPE.get(kind, ()):
                waiting += getattr(node, field)
        for same_name in functions.values():
            if len(same_name) > 1:
                self._place_with_others(same_name, scope)
        if scope.globals or scope.nonlocals:
            _bind_elsewhere(scope, self.module)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        is_local = scope.kind == "function"
        around = around_definition(node, scope)
        below = None if is_local else f"{scope.class_name}.{node.name}" if scope.class_name else node.name
        inner = Scope("class", with_type_parameters(scope, node), around, below)
        self._bind(_Body(node.body, inner, None))
        if below is not None:
            table = self.attributes.setdefault(below, {})
            for name, bindings in inner.names.items():
                table.setdefault(name, []).extend((bound, inner) for bound in bindings if bound.how != "class")
        self.scopes[node] = inner

    def _function(self, node: FunctionNode, scope: Scope, method: Optional[_Method]) -> None:
        inner = function_scope(node, scope)
        self.scopes[node] = inner
        if scope.kind == "class":
            method = None
            positional = parameters_of(node)
            if scope.class_name is not None and positional and not decorated_as(node, "staticmethod"):
                table = self.attributes.setdefault(scope.class_name, {})
                method = _Method(positional[0].arg, scope, table)
        self._waiting.append(_Body(node.body, inner, method))

    def _place_with_others(self, functions: list[FunctionNode], scope: Scope) -> None:
        """Of functions of one name, the last first: say which of them are parts of what another one makes.

        Those are variants for type checkers, and what sets or deletes a property.
        """
        parts = [node for node in functions if is_overload(node) or is_accessor(node)]
        if parts:
            whole = next((node for node in functions if node not in parts), parts[-1])
            for node in parts:
                self.scopes[node].around = around_definition(whole, scope)

    def _bound_by(self, node: Union[ast.Import, ast.ImportFrom]) -> Iterator[tuple[str, Symbol]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname is not None:
                    yield alias.asname, Symbol("module", alias.name)
                else:
                    top = alias.name.partition(".")[0]
                    yield top, Symbol("module", top)
            return
        module = absolute_module("." * node.level + (node.module or ""), self._package)
        if module is not None:
            for alias in node.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, Symbol("module", module, (alias.name,))

    def _bind_walruses(self, node: Any, scope: Scope) -> None:
        first = getattr(node, "lineno", None)
        if first is not None:
            position = bisect_left(self._walrus_lines, first)
            if position == len(self._walrus_lines) or self._walrus_lines[position] > node.end_lineno:
                return
        for part in parts_of(node):
            for inner in ast.walk(part):
                if isinstance(inner, ast.NamedExpr):
                    scope.bind(inner.target.id, Bound("value", inner.value))


def around_definition(node: Union[FunctionNode, ast.ClassDef], parent: Scope) -> Around:
    """What is around the body of a function or a class that stands in a scope."""
    name = f"{LOCALS}{node.name}" if parent.kind == "function" else parent.mangled(node.name)
    return (*parent.around, (name, first_line(node)))


def function_scope(node: Union[FunctionNode, ast.Lambda], parent: Scope) -> Scope:
    """The scope of a function with its parameters, but for what its body binds."""
    around: Around = parent.around
    receiver = None
    if not isinstance(node, ast.Lambda):
        around = around_definition(node, parent)
        if parent.kind == "class":
            if decorated_as(node, "classmethod") or node.name in _OF_CLASS:
                receiver = "cls"
            elif not decorated_as(node, "staticmethod"):
                receiver = "self"
    scope = Scope("function", parent, around, parent.class_name)
    bind_parameters(scope, node, receiver)
    return scope


def _bind_attributes(node: Any, scope: Scope, method: _Method) -> None:
    """What a statement in a method binds of the attributes of the object that this is called on."""
    kind = type(node)
    if kind is ast.Assign:
        if type(node.targets[0]) is ast.Name and len(node.targets) == 1:
            # As most are.
            return
        targets = [(target, Bound("value", node.value)) for target in node.targets]
    elif kind is ast.AnnAssign:
        targets = [(node.target, Bound("annotated", node.annotation))]
    elif kind in (ast.AugAssign, ast.For, ast.AsyncFor):
        targets = [(node.target, OTHER)]
    elif kind in (ast.With, ast.AsyncWith):
        targets = [(item.optional_vars, Bound(how_entered(node), item.context_expr)) for item in node.items]
    else:
        return
    for target, bound in targets:
        for attribute, is_whole in attributes_in(target, method.receiver):
            found = method.attributes.setdefault(method.cls.mangled(attribute), [])
            found.append((bound if is_whole else OTHER, scope))


def _bind_elsewhere(scope: Scope, module: Scope) -> None:
    """Bind where they are what a body binds of the names of others."""
    for name in scope.globals:
        for bound in scope.names.pop(name, ()):
            module.bind(name, bound if bound.how in ("import", "nothing") else OTHER)
    for name in scope.nonlocals:
        where = scope.parent
        while where is not None and (where.kind != "function" or name not in where.names):
            where = where.parent
        for _ in scope.names.pop(name, ()):
            if where is not None:
                where.bind(name, OTHER)
