"""Goes through a source, and notes what it imports and what of that it names."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Callable, Final, Optional, Union

from ..scan.reading.conditions import Conditions
from ..source.fragments import absolute_module
from ..wire.texts import lines_with
from .conditions import catches_import_errors, words_of
from .meanings import Choose, Meanings, parsed_annotation
from .scopes import Binder, Bound, Scope, bind_parameters, bind_type_parameters
from .symbols import Around, ImportStatement, ModuleUses, Symbol, Use
from .trees import (
    FUNCTIONS,
    FunctionNode,
    attributes_in,
    children_of,
    decorated_as,
    first_line,
    flattened,
    root_of,
    statements_in,
)

MAX_USES: Final = 100_000
MAX_IMPORTS: Final = 20_000
_MAX_LINES: Final = 5
_MAX_KEYWORDS: Final = 200
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class SourceReader:
    """Reads one module's source."""

    def __init__(self, module: str, package: bool, text: str, tree: ast.Module, chosen: Choose) -> None:
        self._module = module
        self._is_package = package
        self._package = module if package else module.rpartition(".")[0]
        self._tree = tree
        self._walrus_lines = lines_with(":=", text)
        # Where what is in quotes stands, while it is read.
        self._quoted_at: Optional[int] = None
        self._conditions = Conditions(module)
        self._imports: list[ImportStatement] = []
        self._uses: dict[tuple[Around, Symbol], Use] = {}
        self._methods: list[tuple[Around, str, str]] = []
        self._meanings = Meanings(text, chosen)
        self._when: list[str] = []
        self.left_out = 0

    def read(self) -> ModuleUses:
        """What the module takes of others."""
        scope = Scope("module", None, (), None)
        self._bind(scope, self._tree.body, self._tree)
        self._statements(self._tree.body, scope)
        return ModuleUses(self._imports, self._uses, self._methods)

    # Bindings

    def _bind(self, scope: Scope, body: list[ast.stmt], node: Any) -> None:
        Binder(scope, self._bound_by).bind_all(body)
        if self._has_walrus(node):
            for inner in ast.walk(node):
                if isinstance(inner, ast.NamedExpr):
                    scope.bind(inner.target.id, Bound("value", inner.value))
        if scope.kind == "module":
            self._bind_attributes(body, scope)

    def _has_walrus(self, node: Any) -> bool:
        if not self._walrus_lines or isinstance(node, ast.Module):
            return bool(self._walrus_lines)
        first = bisect_left(self._walrus_lines, node.lineno)
        return first < len(self._walrus_lines) and self._walrus_lines[first] <= node.end_lineno

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

    def _bind_attributes(self, body: list[ast.stmt], module: Scope) -> None:
        """What binds the attributes of classes that have a name: in their bodies, and by ``self`` in methods."""
        waiting: list[tuple[list[ast.stmt], Scope, str, Around]] = [(body, module, "", ())]
        while waiting:
            statements, parent, name, around = waiting.pop()
            for node in flattened(statements):
                if not isinstance(node, ast.ClassDef):
                    continue
                below = f"{name}.{node.name}" if name else node.name
                inner_around = (*around, (node.name, first_line(node)))
                scope = Scope("class", parent, inner_around, below)
                Binder(scope, self._bound_by).bind_all(node.body)
                table = self._meanings.attributes.setdefault(below, {})
                for attribute, bindings in scope.names.items():
                    table.setdefault(attribute, []).extend((bound, scope) for bound in bindings if bound.how != "class")
                for method in flattened(node.body):
                    if isinstance(method, FUNCTIONS):
                        self._bind_by_method(method, scope, table)
                waiting.append((node.body, scope, below, inner_around))

    def _bind_by_method(self, method: FunctionNode, cls: Scope, table: dict[str, list[tuple[Bound, Scope]]]) -> None:
        arguments = [*getattr(method.args, "posonlyargs", ()), *method.args.args]
        if not arguments or decorated_as(method, "staticmethod"):
            return
        receiver = arguments[0].arg
        scope: Optional[Scope] = None
        for node in statements_in(method.body):
            targets: list[tuple[Any, Bound]] = []
            if isinstance(node, ast.Assign):
                targets = [(target, Bound("value", node.value)) for target in node.targets]
            elif isinstance(node, ast.AnnAssign):
                targets = [(node.target, Bound("annotated", node.annotation))]
            elif isinstance(node, (ast.AugAssign, ast.For, ast.AsyncFor)):
                targets = [(node.target, Bound("other"))]
            elif isinstance(node, (ast.With, ast.AsyncWith)):
                targets = [(item.optional_vars, Bound("entered", item.context_expr)) for item in node.items]
            else:
                continue
            for target, bound in targets:
                for attribute, is_whole in attributes_in(target, receiver):
                    if scope is None:
                        scope = self._function_scope(method, cls, cls.around)
                    table.setdefault(cls.mangled(attribute), []).append((bound if is_whole else Bound("other"), scope))

    def _function_scope(self, node: Any, parent: Scope, around: Around) -> Scope:
        scope = Scope("function", parent, around, parent.class_name)
        receiver = None
        if parent.kind == "class" and isinstance(node, FUNCTIONS):
            if decorated_as(node, "classmethod") or node.name in ("__new__", "__init_subclass__", "__class_getitem__"):
                receiver = "class"
            elif not decorated_as(node, "staticmethod"):
                receiver = "self"
        bind_parameters(scope, node, receiver)
        if isinstance(node, FUNCTIONS):
            self._bind(scope, node.body, node)
        return scope

    # Statements

    def _statements(self, body: list[ast.stmt], scope: Scope) -> None:
        for node in body:
            reader = _STATEMENTS.get(type(node))
            if reader is not None:
                reader(self, node, scope)
            else:
                self._children(node, scope)

    def _children(self, node: ast.AST, scope: Scope) -> None:
        for child in children_of(node):
            if isinstance(child, ast.stmt):
                self._statements([child], scope)
            else:
                self._expression(child, scope)

    def _function(self, node: FunctionNode, scope: Scope) -> None:
        around = scope.around if scope.kind == "function" else (*scope.around, (node.name, first_line(node)))
        outside = Scope("outside", scope, around, scope.class_name) if scope.kind != "class" else scope
        if scope.kind == "class":
            # Read in the class, told of the function.
            outside = Scope("class", scope.parent, around, scope.class_name)
            outside.names, outside.known = scope.names, scope.known
            if scope.class_name is not None:
                self._methods.append((around, scope.class_name, scope.mangled(node.name)))
        outside = _with_type_parameters(outside, node)
        for decorator in node.decorator_list:
            self._expression(decorator, outside, "decorator")
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self._expression(default, outside)
        parameters = (*getattr(arguments, "posonlyargs", ()), *arguments.args, *arguments.kwonlyargs)
        for parameter in (*parameters, arguments.vararg, arguments.kwarg):
            if parameter is not None and parameter.annotation is not None:
                self._annotation(parameter.annotation, outside)
        if node.returns is not None:
            self._annotation(node.returns, outside)
        inner = self._function_scope(node, scope, around)
        when, self._when = self._when, [*self._when, "function"]
        self._statements(node.body, inner)
        self._when = when

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        is_local = scope.kind == "function"
        around = scope.around if is_local else (*scope.around, (node.name, first_line(node)))
        below = None if is_local else f"{scope.class_name}.{node.name}" if scope.class_name else node.name
        outside = Scope(scope.kind, scope.parent, around, scope.class_name)
        outside.names, outside.known, outside.globals = scope.names, scope.known, scope.globals
        outside = _with_type_parameters(outside, node)
        for decorator in node.decorator_list:
            self._expression(decorator, outside, "decorator")
        for base in node.bases:
            self._expression(base, outside, "base")
        for keyword in node.keywords:
            self._expression(keyword.value, outside)
        inner = Scope("class", _with_type_parameters(scope, node), around, below)
        self._bind(inner, node.body, node)
        self._statements(node.body, inner)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            self._note_import(node.lineno, alias.name, None, alias.asname, False)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = absolute_module("." * node.level + (node.module or ""), self._package)
        if module is None:
            return
        for alias in node.names:
            star = alias.name == "*"
            self._note_import(node.lineno, module, None if star else alias.name, alias.asname, star)

    def _note_import(self, line: int, module: str, name: Optional[str], alias: Optional[str], star: bool) -> None:
        if len(self._imports) >= MAX_IMPORTS:
            self.left_out += 1
            return
        when = tuple(sorted(set(self._when)))
        self._imports.append(ImportStatement(line, module, name, alias, star, when))

    def _if(self, node: ast.If, scope: Scope) -> None:
        self._expression(node.test, scope)
        words, for_orelse = words_of(node.test, self._conditions)
        self._under(words, node.body, scope)
        self._under(for_orelse, node.orelse, scope)

    def _under(self, words: list[str], body: list[ast.stmt], scope: Scope) -> None:
        when, self._when = self._when, [*self._when, *words]
        self._statements(body, scope)
        self._when = when

    def _try(self, node: Any, scope: Scope) -> None:
        catches = any(map(catches_import_errors, node.handlers))
        self._under(["try"] if catches else [], node.body, scope)
        for handler in node.handlers:
            if handler.type is not None:
                caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                for kind in caught:
                    self._expression(kind, scope, "except")
            # What is imported instead is as optional.
            self._under(["try"] if catches_import_errors(handler) else [], handler.body, scope)
        self._statements(node.orelse, scope)
        self._statements(node.finalbody, scope)

    def _raise(self, node: ast.Raise, scope: Scope) -> None:
        if node.exc is not None:
            self._expression(node.exc, scope, "raise")
        if node.cause is not None:
            self._expression(node.cause, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        self._annotation(node.annotation, scope)
        self._expression(node.target, scope)
        if node.value is not None:
            self._expression(node.value, scope)

    # Expressions

    def _annotation(self, node: ast.expr, scope: Scope) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            inner = parsed_annotation(node.value)
            if inner is not None:
                quoted_at, self._quoted_at = self._quoted_at, self._quoted_at or node.lineno
                self._annotation(inner, scope)
                self._quoted_at = quoted_at
            return
        if isinstance(node, (ast.Name, ast.Attribute)):
            self._expression(node, scope, "annotation")
            return
        if isinstance(node, ast.Subscript):
            self._annotation(node.value, scope)
            outer = self._meanings.of(node.value, scope)
            leaf = outer.attributes[-1] if outer is not None and outer.attributes else ""
            if leaf == "Literal":
                return
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            for position, part in enumerate(parts):
                if leaf == "Annotated" and position:
                    self._expression(part, scope)
                else:
                    self._annotation(part, scope)
            return
        for child in children_of(node):
            if isinstance(child, ast.expr):
                self._annotation(child, scope)

    def _expression(self, node: Any, scope: Scope, how: str = "read") -> None:
        kind = type(node)
        if kind is ast.Constant:
            return
        if kind is ast.Name:
            if type(node.ctx) is ast.Load:
                self._note(node, scope, how)
        elif kind is ast.Attribute:
            self._note(node, scope, how if type(node.ctx) is ast.Load else "write")
            base = root_of(node)
            if type(base) is not ast.Name:
                self._expression(base, scope)
        elif kind is ast.Call:
            self._call(node, scope, how)
        elif kind in _COMPREHENSIONS:
            self._comprehension(node, scope)
        elif kind is ast.Lambda:
            for default in (*node.args.defaults, *node.args.kw_defaults):
                if default is not None:
                    self._expression(default, scope)
            self._expression(node.body, self._function_scope(node, scope, scope.around))
        else:
            for child in children_of(node):
                self._expression(child, scope)

    def _call(self, node: ast.Call, scope: Scope, how: str) -> None:
        hows = ("call", how) if how in ("decorator", "raise", "base") else ("call",)
        if isinstance(node.func, (ast.Name, ast.Attribute)):
            use = self._note(node.func, scope, *hows)
            if use is not None:
                use.keywords.update(keyword.arg for keyword in node.keywords[:_MAX_KEYWORDS] if keyword.arg is not None)
                positional = sum(not isinstance(argument, ast.Starred) for argument in node.args)
                use.positional = max(use.positional, positional)
        base = root_of(node.func)
        if not isinstance(base, ast.Name):
            self._expression(base, scope)
        called = self._meanings.of(node.func, scope)
        if called is not None and called.kind == "module":
            self._call_of_import(node, called, scope)
        elif (
            isinstance(node.func, ast.Name)
            and node.func.id == "__import__"
            and self._meanings.is_free("__import__", scope)
        ):
            self._dynamic_import(node, None)
        for argument in node.args:
            self._expression(argument, scope)
        for keyword in node.keywords:
            self._expression(keyword.value, scope)

    def _call_of_import(self, node: ast.Call, called: Symbol, scope: Scope) -> None:
        dotted = ".".join((str(called.of), *called.attributes))
        if dotted == "importlib.import_module":
            package = (
                node.args[1]
                if len(node.args) > 1
                else next((keyword.value for keyword in node.keywords if keyword.arg == "package"), None)
            )
            self._dynamic_import(node, package)
        elif dotted in ("typing.cast", "typing_extensions.cast") and node.args:
            self._annotation(node.args[0], scope)

    def _dynamic_import(self, node: ast.Call, package: Optional[ast.expr]) -> None:
        first = node.args[0] if node.args else None
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            return
        if first.value.startswith("."):
            own = ("__package__", "__name__") if self._is_package else ("__package__",)
            if not isinstance(package, ast.Name) or package.id not in own:
                return
        module = absolute_module(first.value, self._package)
        if module and all(part.isidentifier() for part in module.split(".")):
            self._note_import(node.lineno, module, None, None, False)

    def _comprehension(self, node: Any, scope: Scope) -> None:
        inner = Scope("function", scope, scope.around, scope.class_name)
        for generator in node.generators:
            for target in ast.walk(generator.target):
                if isinstance(target, ast.Name):
                    inner.bind(target.id, Bound("other"))
        for position, generator in enumerate(node.generators):
            self._expression(generator.iter, scope if position == 0 else inner)
            self._expression(generator.target, inner)
            for condition in generator.ifs:
                self._expression(condition, inner)
        if isinstance(node, ast.DictComp):
            self._expression(node.key, inner)
            self._expression(node.value, inner)
        else:
            self._expression(node.elt, inner)

    def _note(self, node: Any, scope: Scope, *hows: str) -> Optional[Use]:
        symbol = self._meanings.of(node, scope)
        if symbol is None or (symbol.kind in ("self", "class", "super") and not symbol.attributes):
            return None
        key = (scope.around, symbol)
        use = self._uses.get(key)
        if use is None:
            if len(self._uses) >= MAX_USES:
                self.left_out += 1
                return None
            use = self._uses[key] = Use()
        use.how.update(hows)
        use.count += 1
        line = self._quoted_at or node.lineno
        if len(use.lines) < _MAX_LINES and line not in use.lines:
            use.lines.append(line)
        return use


def _with_type_parameters(scope: Scope, node: ast.AST) -> Scope:
    """The scope in which the type parameters of a definition are seen, by what is within as well."""
    if not getattr(node, "type_params", ()):
        return scope
    found = Scope("parameters", scope, scope.around, scope.class_name)
    bind_type_parameters(found, node)
    return found


_STATEMENTS: Final[dict[type, Callable[[SourceReader, Any, Scope], None]]] = {
    ast.FunctionDef: SourceReader._function,
    ast.AsyncFunctionDef: SourceReader._function,
    ast.ClassDef: SourceReader._class,
    ast.Import: SourceReader._import,
    ast.ImportFrom: SourceReader._import_from,
    ast.If: SourceReader._if,
    ast.Try: SourceReader._try,
    ast.Raise: SourceReader._raise,
    ast.AnnAssign: SourceReader._annotated,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = SourceReader._try
