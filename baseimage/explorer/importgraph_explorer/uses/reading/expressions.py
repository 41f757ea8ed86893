"""Goes through the expressions of a source, and notes what of others they name."""

from __future__ import annotations

import ast
from ast import Attribute, Call, Constant, Load, Name
from collections.abc import Collection
from typing import Any, Callable, Final, Optional

from ..imports import Imports
from ..symbols import Around, Symbol, Use
from .binding import function_scope
from .conditions import Conditions, Under
from .meanings import CASTS, Meanings, binding_scope, parsed_annotation
from .scopes import OTHER, Scope
from .trees import parts_of

MAX_USES: Final = 100_000
_MAX_LINES: Final = 5
_MAX_KEYWORDS: Final = 200
FUNCTION: Final = frozenset({"function"})
_IMPORT_MODULE: Final = ("importlib", ("import_module",))
# What calls and the like give is nothing that is named.
_GIVEN: Final = frozenset({"result", "entered", "enteredLater", "awaited", "instance"})
_OWN: Final = frozenset({"self", "class", "cls", "super"})
_CALLED_AS: Final = {how: ("call", how) for how in ("decorator", "raise", "base")}
_CALLED: Final = ("call",)


class ExpressionReader:
    """Reads the expressions of one file."""

    def __init__(self, meanings: Meanings, conditions: Conditions, imports: Imports, own: Collection[str]) -> None:
        """``own`` are the names of the module that hold something of ours that tells whose it is."""
        self._meanings = meanings
        self._conditions = conditions
        self._imports = imports
        self._own = own
        self._left = MAX_USES
        # Where what is in quotes stands, while it is read.
        self._quoted_at: Optional[int] = None
        # Where the statement stands that is read.
        self.under = Under(None)
        self.uses: dict[Around, dict[Symbol, Use]] = {}
        self.left_out = 0

    def start_anew(self, under: Under) -> None:
        """Forget what was being read when something went wrong, and go on ``under`` this."""
        self.under, self._quoted_at = under, None

    def read(self, whole: Any, scope: Scope, how: str = "read") -> None:
        """Read an expression, or all of a statement, from left to right; ``how`` says what the whole is there for."""
        named, seen = scope.named, scope.seen
        waiting = [whole]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is Name:
                name = node.id
                symbol = named[name] if name in named else self._named(name, scope)
                if symbol is not None and type(node.ctx) is Load:
                    self._note(node, symbol, scope, (how,))
            elif kind is Attribute:
                root = node.value
                while type(root) is Attribute:
                    root = root.value
                if type(root) is not Name:
                    waiting.append(root)
                elif root.id in seen and seen[root.id] is None:
                    # As most are.
                    continue
                self._attribute(node, scope, how)
            elif kind is Call:
                self._call(node, scope, how, waiting)
            elif kind is not Constant:
                reader = _READERS.get(kind)
                if reader is None:
                    waiting += parts_of(node)
                else:
                    reader(self, node, scope)
            how = "read"

    def annotation(self, node: ast.expr, scope: Scope) -> None:
        """Read an annotation, or a part of one."""
        kind = type(node)
        if kind is Name or kind is Attribute:
            self.read(node, scope, "annotation")
        elif isinstance(node, Constant):
            inner = parsed_annotation(node.value) if isinstance(node.value, str) else None
            if inner is not None:
                quoted_at, self._quoted_at = self._quoted_at, self._quoted_at or node.lineno
                self.annotation(inner, scope)
                self._quoted_at = quoted_at
        elif isinstance(node, ast.Subscript):
            self.annotation(node.value, scope)
            outer = self._meanings.of(node.value, scope)
            leaf = outer.attributes[-1] if outer is not None and outer.attributes else ""
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            for position, part in enumerate(parts):
                # Texts in these are no annotations.
                if leaf == "Literal" or (leaf == "Annotated" and position):
                    self.read(part, scope)
                else:
                    self.annotation(part, scope)
        else:
            for child in reversed(parts_of(node)):
                if isinstance(child, ast.expr):
                    self.annotation(child, scope)

    def _named(self, name: str, scope: Scope) -> Optional[Symbol]:
        """What a name means that has no attributes asked of it, where that may be told."""
        symbol = self._meanings.named_by(name, scope)
        if symbol is not None and not self._may_be_told(symbol):
            symbol = None
        scope.named[name] = symbol
        return symbol

    def _attribute(self, node: Attribute, scope: Scope, how: str) -> None:
        if type(node.ctx) is Load:
            symbol = self._meanings.of(node, scope)
        else:
            symbol, how = self._meanings.of_target(node, scope), "write"
        if symbol is not None and self._may_be_told(symbol):
            self._note(node, symbol, scope, (how,))

    def _call(self, node: Call, scope: Scope, how: str, waiting: list[Any]) -> None:
        """Read a call but for its arguments, which then are the first that wait."""
        root: Any = node.func
        while type(root) is Attribute:
            root = root.value
        if type(root) is Call:
            self._chained(node, root, scope)
        elif type(root) is not Name:
            self.read(root, scope)
        self._called(node, scope, how)
        waiting += [keyword.value for keyword in reversed(node.keywords)]
        waiting += reversed(node.args)

    def _chained(self, node: Call, inner: Call, scope: Scope) -> None:
        """Read the calls that are made before one is, of which ``inner`` is the last: ``a().b().c()``."""
        chain = [inner]
        while True:
            root: Any = chain[-1].func
            while type(root) is Attribute:
                root = root.value
            if type(root) is not Call:
                break
            chain.append(root)
        if type(root) is not Name:
            self.read(root, scope)
        for call in reversed(chain):
            self._called(call, scope, "read")
            for argument in call.args:
                self.read(argument, scope)
            for keyword in call.keywords:
                self.read(keyword.value, scope)

    def _called(self, node: Call, scope: Scope, how: str) -> None:
        func = node.func
        called = self._meanings.of(func, scope)
        if called is not None:
            if type(func) in (Name, Attribute) and self._may_be_told(called):
                use = self._note(func, called, scope, _CALLED_AS.get(how, _CALLED))
                if use is not None:
                    _add_arguments(use, node)
            if called[1:3] == _IMPORT_MODULE:
                self._imports.add_call(node, self.under.words(self._conditions), relative=True)
            elif called[1:3] in CASTS and node.args:
                self.annotation(node.args[0], scope)
        if type(func) is Name and func.id == "__import__" and binding_scope("__import__", scope) is None:
            self._imports.add_call(node, self.under.words(self._conditions), relative=False)

    def _lambda(self, node: ast.Lambda, scope: Scope) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.read(default, scope)
        around, self.under = self.under, Under(self.under, FUNCTION)
        self.read(node.body, function_scope(node, scope))
        self.under = around

    def _if(self, node: ast.IfExp, scope: Scope) -> None:
        self.read(node.test, scope)
        around = self.under
        for branch, part in enumerate((node.body, node.orelse)):
            self.under = Under(around, test=node.test, scope=scope, branch=branch)
            self.read(part, scope)
        self.under = around

    def _comprehension(self, node: Any, scope: Scope) -> None:
        inner = Scope("comprehension", scope, scope.around, scope.class_name)
        for generator in node.generators:
            for target in ast.walk(generator.target):
                if isinstance(target, Name):
                    inner.bind(target.id, OTHER)
        for position, generator in enumerate(node.generators):
            self.read(generator.iter, scope if position == 0 else inner)
            self.read(generator.target, inner)
            for condition in generator.ifs:
                self.read(condition, inner)
        if isinstance(node, ast.DictComp):
            self.read(node.key, inner)
            self.read(node.value, inner)
        else:
            self.read(node.elt, inner)

    def _note(self, node: Any, symbol: Symbol, scope: Scope, hows: tuple[str, ...]) -> Optional[Use]:
        uses = scope.uses
        if uses is None:
            uses = scope.uses = self.uses.setdefault(scope.around, {})
        use = uses.get(symbol)
        if use is None:
            if self._left == 0:
                self.left_out += 1
                return None
            self._left -= 1
            use = uses[symbol] = Use()
        use.how.update(hows)
        use.count += 1
        lines = use.lines
        if len(lines) < _MAX_LINES:
            line = self._quoted_at or node.lineno
            if line not in lines:
                lines.append(line)
        return use

    def _may_be_told(self, symbol: Symbol) -> bool:
        """Whether a symbol may lead to what is somebody else's, as far as that is seen without following it."""
        kind, _, attributes, bound, _ = symbol
        if bound is not None:
            return len(attributes) > bound[1] or bound[0] not in self._own
        return bool(attributes) or (kind not in _GIVEN and kind not in _OWN)


def _add_arguments(use: Use, node: Call) -> None:
    if node.keywords:
        named = {keyword.arg for keyword in node.keywords[:_MAX_KEYWORDS] if keyword.arg is not None}
        use.keywords = use.keywords | named
    starred = [type(argument) for argument in node.args].count(ast.Starred)
    use.positional = max(use.positional, len(node.args) - starred)


def _nothing(reader: ExpressionReader, node: Any, scope: Scope) -> None:
    """What is a constant in a pattern names nothing."""


# What is not just gone through part by part. Not every version has all of these.
_READERS: Final[dict[type, Callable[[ExpressionReader, Any, Scope], None]]] = {
    ast.ListComp: ExpressionReader._comprehension,
    ast.SetComp: ExpressionReader._comprehension,
    ast.DictComp: ExpressionReader._comprehension,
    ast.GeneratorExp: ExpressionReader._comprehension,
    ast.Lambda: ExpressionReader._lambda,
    ast.IfExp: ExpressionReader._if,
    **({ast.MatchSingleton: _nothing} if hasattr(ast, "MatchSingleton") else {}),
}
