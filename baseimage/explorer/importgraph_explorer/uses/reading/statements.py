"""Goes through a source, and notes what it imports and what of that it names."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any, Callable, Final, NamedTuple

from ..imports import Imports
from ..symbols import Around, ModuleUses
from .binding import Binding
from .conditions import Conditions, Under
from .expressions import FUNCTION, ExpressionReader
from .meanings import Choose, Meanings
from .scopes import Scope, with_type_parameters
from .trees import BLOCKS, FunctionNode, is_overload

_TRY: Final = frozenset({"try"})


class Runtime(NamedTuple):
    """What is known of the module at run time."""

    chosen: Choose
    # Names of the module that hold something of ours that tells whose it is.
    own: Collection[str]


# Of a module that was not imported nothing is.
NOT_IMPORTED: Final = Runtime(lambda _name, _symbols: None, ())


class SourceReader:
    """Reads one module's source."""

    def __init__(
        self,
        module: str,
        package: bool,
        text: str,
        tree: ast.Module,
        runtime: Runtime,
        expressions: Callable[[Meanings, Conditions, Imports, Collection[str]], ExpressionReader] = ExpressionReader,
    ) -> None:
        """``expressions`` makes the reader of expressions: another one may keep what they name in its own way."""
        self._tree = tree
        self._imports = Imports(module, package)
        self._methods: list[tuple[Around, str, str]] = []
        self._binding = Binding(self._imports.package, text)
        self._meanings = Meanings(text, self._binding.attributes, runtime.chosen)
        self._conditions = Conditions(self._meanings)
        self._expressions = expressions(self._meanings, self._conditions, self._imports, runtime.own)
        # How many statements nest too deep to be read.
        self._too_deep = 0

    def read(self) -> ModuleUses:
        """What the module takes of others."""
        scope = self._binding.bind_all(self._tree)
        for node in self._tree.body:
            self._statement(node, scope)
        return ModuleUses(self._imports.statements, self._expressions.uses, self._methods)

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """What is missing of it: stage, error and message of each problem."""
        left_out = self._expressions.left_out + self._imports.left_out
        if self._too_deep:
            yield "source", "RecursionError", f"what {self._too_deep} statements use is not told: they nest too deep"
        if left_out:
            yield "limit", "TooManyUses", f"{left_out} uses and imports are left out"

    # Statements

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        """Read a statement of the module; others do not suffer where it nests too deep."""
        around = self._expressions.under
        try:
            self._statements([node], scope)
        except RecursionError:
            self._too_deep += 1
            self._expressions.start_anew(around)

    def _statements(self, body: list[ast.stmt], scope: Scope) -> None:
        for node in body:
            kind = type(node)
            reader = _STATEMENTS.get(kind)
            if reader is not None:
                reader(self, node, scope)
                continue
            self._expressions.read(node, scope)
            for field in BLOCKS.get(kind, ()):
                self._statements(getattr(node, field), scope)

    def _function(self, node: FunctionNode, scope: Scope) -> None:
        inner = self._binding.scopes[node]
        outside = scope.beside(inner.around)
        if scope.kind == "class" and scope.class_name is not None and not is_overload(node):
            self._methods.append((inner.around, scope.class_name, scope.mangled(node.name)))
        outside = with_type_parameters(outside, node)
        for decorator in node.decorator_list:
            self._expressions.read(decorator, outside, "decorator")
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self._expressions.read(default, outside)
        parameters = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        for parameter in (*parameters, arguments.vararg, arguments.kwarg):
            if parameter is not None and parameter.annotation is not None:
                self._expressions.annotation(parameter.annotation, outside)
        if node.returns is not None:
            self._expressions.annotation(node.returns, outside)
        self._below(Under(self._expressions.under, FUNCTION), node.body, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = self._binding.scopes[node]
        outside = with_type_parameters(scope.beside(inner.around), node)
        for decorator in node.decorator_list:
            self._expressions.read(decorator, outside, "decorator")
        for base in node.bases:
            if isinstance(base, ast.Subscript):
                self._expressions.read(base.value, outside, "base")
                self._expressions.read(base.slice, outside)
            else:
                self._expressions.read(base, outside, "base")
        for keyword in node.keywords:
            self._expressions.read(keyword.value, outside)
        self._statements(node.body, inner)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        self._imports.add(node, self._when())

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        self._imports.add_from(node, self._when())

    def _when(self) -> frozenset[str]:
        return self._expressions.under.words(self._conditions)

    def _below(self, under: Under, body: list[ast.stmt], scope: Scope) -> None:
        around, self._expressions.under = self._expressions.under, under
        self._statements(body, scope)
        self._expressions.under = around

    def _if(self, node: ast.If, scope: Scope) -> None:
        around = self._expressions.under
        following: list[ast.stmt] = [node]
        while len(following) == 1 and type(following[0]) is ast.If:
            node = following[0]
            otherwise = Under(self._expressions.under, test=node.test, scope=scope, branch=1)
            self._expressions.read(node.test, scope)
            self._below(Under(self._expressions.under, test=node.test, scope=scope), node.body, scope)
            self._expressions.under, following = otherwise, node.orelse
        self._statements(following, scope)
        self._expressions.under = around

    def _match(self, node: Any, scope: Scope) -> None:
        self._expressions.read(node.subject, scope)
        for case in node.cases:
            # Which case it is says no more than that it is one of several.
            under = Under(self._expressions.under, test=node.subject, scope=scope, branch=1)
            self._expressions.read(case.pattern, scope)
            if case.guard is not None:
                self._expressions.read(case.guard, scope)
                under = Under(under, test=case.guard, scope=scope)
            self._below(under, case.body, scope)

    def _try(self, node: Any, scope: Scope) -> None:
        catching = [self._conditions.catches(handler, scope) for handler in node.handlers]
        guarded = Under(self._expressions.under, _TRY) if any(catching) else self._expressions.under
        self._below(guarded, node.body, scope)
        for handler, catches in zip(node.handlers, catching):
            if handler.type is not None:
                caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                for kind in caught:
                    self._expressions.read(kind, scope, "except")
            # What is imported instead is as optional, and so is what goes with what is there.
            self._below(guarded if catches else self._expressions.under, handler.body, scope)
        self._below(guarded, node.orelse, scope)
        self._statements(node.finalbody, scope)

    def _with(self, node: Any, scope: Scope) -> None:
        for item in node.items:
            self._expressions.read(item.context_expr, scope)
            if item.optional_vars is not None:
                self._expressions.read(item.optional_vars, scope)
        around = self._expressions.under
        under = Under(around, _TRY) if self._conditions.suppresses(node, scope) else around
        self._below(under, node.body, scope)

    def _raise(self, node: ast.Raise, scope: Scope) -> None:
        if node.exc is not None:
            self._expressions.read(node.exc, scope, "raise")
        if node.cause is not None:
            self._expressions.read(node.cause, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        self._expressions.annotation(node.annotation, scope)
        self._expressions.read(node.target, scope)
        if node.value is not None:
            self._expressions.read(node.value, scope)


_STATEMENTS: Final[dict[type, Callable[[SourceReader, Any, Scope], None]]] = {
    ast.FunctionDef: SourceReader._function,
    ast.AsyncFunctionDef: SourceReader._function,
    ast.ClassDef: SourceReader._class,
    ast.Import: SourceReader._import,
    ast.ImportFrom: SourceReader._import_from,
    ast.If: SourceReader._if,
    ast.Try: SourceReader._try,
    ast.With: SourceReader._with,
    ast.AsyncWith: SourceReader._with,
    ast.Raise: SourceReader._raise,
    ast.AnnAssign: SourceReader._annotated,
}
for _name, _reader in (("TryStar", SourceReader._try), ("Match", SourceReader._match)):
    if hasattr(ast, _name):
        _STATEMENTS[getattr(ast, _name)] = _reader
