"""Goes through a source, and notes what it imports and what of that it names."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any, Callable, Final, NamedTuple, Optional

from .binding import Binding, function_scope
from .conditions import Conditions, Under
from .imports import Imports
from .meanings import CASTS, Choose, Meanings, binding_scope, parsed_annotation
from .scopes import OTHER, Scope, with_type_parameters
from .symbols import Around, ModuleUses, Symbol, Use
from .trees import BLOCKS, FunctionNode, is_overload, parts_of

MAX_USES: Final = 100_000
_MAX_LINES: Final = 5
_MAX_KEYWORDS: Final = 200
_FUNCTION: Final = frozenset({"function"})
_TRY: Final = frozenset({"try"})
_IMPORT_MODULE: Final = ("importlib", ("import_module",))
# What calls and the like give is nothing that is named.
_GIVEN: Final = frozenset({"result", "entered", "enteredLater", "awaited", "instance"})
_OWN: Final = frozenset({"self", "class", "cls", "super"})


class Runtime(NamedTuple):
    """What is known of the module at run time."""

    chosen: Choose
    # Names of the module that hold something of ours that tells whose it is.
    own: Collection[str]


# Of a module that was not imported nothing is.
NOT_IMPORTED: Final = Runtime(lambda _name, _symbols: None, ())


class SourceReader:
    """Reads one module's source."""

    def __init__(self, module: str, package: bool, text: str, tree: ast.Module, runtime: Runtime) -> None:
        self._tree = tree
        self._runtime = runtime
        # Where what is in quotes stands, while it is read.
        self._quoted_at: Optional[int] = None
        self._imports = Imports(module, package)
        self._uses: dict[Around, dict[Symbol, Use]] = {}
        self._left = MAX_USES
        self._methods: list[tuple[Around, str, str]] = []
        self._binding = Binding(self._imports.package, text)
        self._meanings = Meanings(text, self._binding.attributes, runtime.chosen)
        self._conditions = Conditions(self._meanings)
        self._under = Under(None)
        self._uses_left_out = 0
        # How many statements nest too deep to be read.
        self._too_deep = 0

    def read(self) -> ModuleUses:
        """What the module takes of others."""
        scope = self._binding.bind_all(self._tree)
        for node in self._tree.body:
            self._statement(node, scope)
        return ModuleUses(self._imports.statements, self._uses, self._methods)

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """What is missing of it: stage, error and message of each problem."""
        left_out = self._uses_left_out + self._imports.left_out
        if self._too_deep:
            yield "source", "RecursionError", f"what {self._too_deep} statements use is not told: they nest too deep"
        if left_out:
            yield "limit", "TooManyUses", f"{left_out} uses and imports are left out"

    # Statements

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        """Read a statement of the module; others do not suffer where it nests too deep."""
        around = self._under
        try:
            self._statements([node], scope)
        except RecursionError:
            self._too_deep += 1
            self._under, self._quoted_at = around, None

    def _statements(self, body: list[ast.stmt], scope: Scope) -> None:
        for node in body:
            kind = type(node)
            reader = _STATEMENTS.get(kind)
            if reader is not None:
                reader(self, node, scope)
                continue
            for part in reversed(parts_of(node)):
                self._expression(part, scope)
            for field in BLOCKS.get(kind, ()):
                self._statements(getattr(node, field), scope)

    def _function(self, node: FunctionNode, scope: Scope) -> None:
        inner = self._binding.scopes[node]
        outside = scope.beside(inner.around)
        if scope.kind == "class" and scope.class_name is not None and not is_overload(node):
            self._methods.append((inner.around, scope.class_name, scope.mangled(node.name)))
        outside = with_type_parameters(outside, node)
        for decorator in node.decorator_list:
            self._expression(decorator, outside, "decorator")
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self._expression(default, outside)
        parameters = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        for parameter in (*parameters, arguments.vararg, arguments.kwarg):
            if parameter is not None and parameter.annotation is not None:
                self._annotation(parameter.annotation, outside)
        if node.returns is not None:
            self._annotation(node.returns, outside)
        self._below(Under(self._under, _FUNCTION), node.body, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = self._binding.scopes[node]
        outside = with_type_parameters(scope.beside(inner.around), node)
        for decorator in node.decorator_list:
            self._expression(decorator, outside, "decorator")
        for base in node.bases:
            if isinstance(base, ast.Subscript):
                self._expression(base.value, outside, "base")
                self._expression(base.slice, outside)
            else:
                self._expression(base, outside, "base")
        for keyword in node.keywords:
            self._expression(keyword.value, outside)
        self._statements(node.body, inner)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        self._imports.add(node, self._when())

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        self._imports.add_from(node, self._when())

    def _when(self) -> frozenset[str]:
        return self._under.words(self._conditions)

    def _below(self, under: Under, body: list[ast.stmt], scope: Scope) -> None:
        around, self._under = self._under, under
        self._statements(body, scope)
        self._under = around

    def _if(self, node: ast.If, scope: Scope) -> None:
        around = self._under
        following: list[ast.stmt] = [node]
        while len(following) == 1 and type(following[0]) is ast.If:
            node = following[0]
            otherwise = Under(self._under, test=node.test, scope=scope, branch=1)
            self._expression(node.test, scope)
            self._below(Under(self._under, test=node.test, scope=scope), node.body, scope)
            self._under, following = otherwise, node.orelse
        self._statements(following, scope)
        self._under = around

    def _if_expression(self, node: ast.IfExp, scope: Scope, how: str) -> None:
        self._expression(node.test, scope)
        around = self._under
        for branch, part in enumerate((node.body, node.orelse)):
            self._under = Under(around, test=node.test, scope=scope, branch=branch)
            self._expression(part, scope)
        self._under = around

    def _match(self, node: Any, scope: Scope) -> None:
        self._expression(node.subject, scope)
        for case in node.cases:
            # Which case it is says no more than that it is one of several.
            under = Under(self._under, test=node.subject, scope=scope, branch=1)
            self._expression(case.pattern, scope)
            if case.guard is not None:
                self._expression(case.guard, scope)
                under = Under(under, test=case.guard, scope=scope)
            self._below(under, case.body, scope)

    def _try(self, node: Any, scope: Scope) -> None:
        catching = [self._conditions.catches(handler, scope) for handler in node.handlers]
        guarded = Under(self._under, _TRY) if any(catching) else self._under
        self._below(guarded, node.body, scope)
        for handler, catches in zip(node.handlers, catching):
            if handler.type is not None:
                caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                for kind in caught:
                    self._expression(kind, scope, "except")
            # What is imported instead is as optional, and so is what goes with what is there.
            self._below(guarded if catches else self._under, handler.body, scope)
        self._below(guarded, node.orelse, scope)
        self._statements(node.finalbody, scope)

    def _with(self, node: Any, scope: Scope) -> None:
        for item in node.items:
            self._expression(item.context_expr, scope)
            if item.optional_vars is not None:
                self._expression(item.optional_vars, scope)
        under = Under(self._under, _TRY) if self._conditions.suppresses(node, scope) else self._under
        self._below(under, node.body, scope)

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
        kind = type(node)
        if kind is ast.Name or kind is ast.Attribute:
            self._expression(node, scope, "annotation")
            return
        if isinstance(node, ast.Constant):
            inner = parsed_annotation(node.value) if isinstance(node.value, str) else None
            if inner is not None:
                quoted_at, self._quoted_at = self._quoted_at, self._quoted_at or node.lineno
                self._annotation(inner, scope)
                self._quoted_at = quoted_at
            return
        if isinstance(node, ast.Subscript):
            self._annotation(node.value, scope)
            outer = self._meanings.of(node.value, scope)
            leaf = outer.attributes[-1] if outer is not None and outer.attributes else ""
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            for position, part in enumerate(parts):
                # Texts in these are no annotations.
                if leaf == "Literal" or (leaf == "Annotated" and position):
                    self._expression(part, scope)
                else:
                    self._annotation(part, scope)
            return
        for child in reversed(parts_of(node)):
            if isinstance(child, ast.expr):
                self._annotation(child, scope)

    def _expression(self, whole: Any, scope: Scope, how: str = "read") -> None:
        reader = _EXPRESSIONS.get(type(whole))
        if reader is not None:
            reader(self, whole, scope, how)
            return
        # What is not looked at by itself, from left to right.
        waiting = parts_of(whole)
        while waiting:
            node = waiting.pop()
            reader = _EXPRESSIONS.get(type(node))
            if reader is not None:
                reader(self, node, scope, "read")
            else:
                waiting += parts_of(node)

    def _name(self, node: ast.Name, scope: Scope, how: str) -> None:
        if type(node.ctx) is ast.Load:
            named = scope.named
            name = node.id
            symbol = named[name] if name in named else self._meanings.named_by(name, scope)
            if symbol is not None:
                self._note(node, symbol, scope, (how,))

    def _attribute(self, node: Any, scope: Scope, how: str) -> None:
        is_read = type(node.ctx) is ast.Load
        symbol = self._meanings.of(node, scope) if is_read else self._meanings.of_target(node, scope)
        if symbol is not None:
            self._note(node, symbol, scope, (how if is_read else "write",))
        while type(node) is ast.Attribute:
            node = node.value
        if type(node) is not ast.Name:
            self._expression(node, scope)

    def _nothing(self, node: ast.expr, scope: Scope, how: str) -> None:
        """Constants name nothing."""

    def _lambda(self, node: ast.Lambda, scope: Scope, how: str) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self._expression(default, scope)
        around, self._under = self._under, Under(self._under, _FUNCTION)
        self._expression(node.body, function_scope(node, scope))
        self._under = around

    def _call(self, node: ast.Call, scope: Scope, how: str) -> None:
        chain = [node]
        while True:
            root: Any = chain[-1].func
            while type(root) is ast.Attribute:
                root = root.value
            if type(root) is not ast.Call:
                break
            chain.append(root)
        if type(root) is not ast.Name:
            self._expression(root, scope)
        while chain:
            self._one_call(chain.pop(), scope, how if not chain else "read")

    def _one_call(self, node: ast.Call, scope: Scope, how: str) -> None:
        called = self._meanings.of(node.func, scope)
        if called is not None:
            if type(node.func) in (ast.Name, ast.Attribute):
                hows = ("call", how) if how in ("decorator", "raise", "base") else ("call",)
                use = self._note(node.func, called, scope, hows)
                if use is not None:
                    _add_arguments(use, node)
            if called[1:3] == _IMPORT_MODULE:
                self._imports.add_call(node, self._when(), relative=True)
            elif called[1:3] in CASTS and node.args:
                self._annotation(node.args[0], scope)
        if type(node.func) is ast.Name and node.func.id == "__import__" and binding_scope("__import__", scope) is None:
            self._imports.add_call(node, self._when(), relative=False)
        for argument in node.args:
            self._expression(argument, scope)
        for keyword in node.keywords:
            self._expression(keyword.value, scope)

    def _comprehension(self, node: Any, scope: Scope, how: str) -> None:
        inner = Scope("comprehension", scope, scope.around, scope.class_name)
        for generator in node.generators:
            for target in ast.walk(generator.target):
                if isinstance(target, ast.Name):
                    inner.bind(target.id, OTHER)
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

    def _note(self, node: Any, symbol: Symbol, scope: Scope, hows: tuple[str, ...]) -> Optional[Use]:
        if not self._may_be_told(symbol):
            return None
        uses = scope.uses
        if uses is None:
            uses = scope.uses = self._uses.setdefault(scope.around, {})
        use = uses.get(symbol)
        if use is None:
            if self._left == 0:
                self._uses_left_out += 1
                return None
            self._left -= 1
            use = uses[symbol] = Use()
        use.how.update(hows)
        use.count += 1
        line = self._quoted_at or node.lineno
        if len(use.lines) < _MAX_LINES and line not in use.lines:
            use.lines.append(line)
        return use

    def _may_be_told(self, symbol: Symbol) -> bool:
        """Whether a symbol may lead to what is somebody else's, as far as that is seen without following it."""
        kind, _, attributes, bound, _ = symbol
        if bound is not None:
            return len(attributes) > bound[1] or bound[0] not in self._runtime.own
        return bool(attributes) or (kind not in _GIVEN and kind not in _OWN)


def _add_arguments(use: Use, node: ast.Call) -> None:
    use.keywords.update(keyword.arg for keyword in node.keywords[:_MAX_KEYWORDS] if keyword.arg is not None)
    positional = sum(type(argument) is not ast.Starred for argument in node.args)
    use.positional = max(use.positional, positional)


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
_EXPRESSIONS: Final[dict[type, Callable[[SourceReader, Any, Scope, str], None]]] = {
    ast.Constant: SourceReader._nothing,
    ast.Name: SourceReader._name,
    ast.Attribute: SourceReader._attribute,
    ast.Call: SourceReader._call,
    ast.ListComp: SourceReader._comprehension,
    ast.SetComp: SourceReader._comprehension,
    ast.DictComp: SourceReader._comprehension,
    ast.GeneratorExp: SourceReader._comprehension,
    ast.Lambda: SourceReader._lambda,
    ast.IfExp: SourceReader._if_expression,
}
if hasattr(ast, "MatchSingleton"):
    _EXPRESSIONS[ast.MatchSingleton] = SourceReader._nothing
