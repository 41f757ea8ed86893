"""What expressions of a source stand for, as far as that is written down: never a guess."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any, Callable, Final, Optional

from .scopes import Bound, Scope
from .symbols import Symbol

_MAX_DEPTH: Final = 60
# What stands for one of the things in its brackets, None aside.
_OPTIONAL: Final = frozenset({("typing", "Optional"), ("typing_extensions", "Optional")})
_WRAPPING: Final = frozenset(
    (module, name)
    for module in ("typing", "typing_extensions")
    for name in ("Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
)
_REBOUND: Final = re.compile(r"^[ \t]+(?:global|nonlocal)[ \t]+([^\n#;]+)", re.M)
_WORD: Final = re.compile(r"\w+")
# Of several imports that bind a name of the module, the one whose object it has; None where that is not to be told.
Choose = Callable[[str, list[Symbol]], Optional[Symbol]]
_CAST: Final = (("typing", "cast"), ("typing_extensions", "cast"))


class Meanings:
    """Tells what expressions of one file stand for."""

    def __init__(self, text: str, chosen: Choose) -> None:
        # Whether the module has star imports: names that nothing binds may come from these.
        self._stars = "import *" in text
        # What is bound from elsewhere, at whatever time.
        self._rebound = frozenset(name for names in _REBOUND.findall(text) for name in _WORD.findall(names))
        self._chosen = chosen
        self._depth = 0
        # Class of this file, by its qualified name → attribute → what binds it, with the scope to read that in.
        self.attributes: dict[str, dict[str, list[tuple[Bound, Scope]]]] = {}
        self._of_attributes: dict[tuple[str, str], Optional[Symbol]] = {}

    def of_name(self, name: str, scope: Scope) -> Optional[Symbol]:
        """What a name means in a scope."""
        if name[0] == "_":
            name = scope.mangled(name)
        where: Optional[Scope] = scope
        while where is not None:
            # The names of a class are not seen from its methods.
            if where.kind != "class" or where is scope:
                if name in where.known:
                    return where.known[name]
                if name in where.nonlocals:
                    where = where.parent
                    continue
                if name in where.globals:
                    while where.parent is not None:
                        where = where.parent
                if name in where.names:
                    return self._bound(where, name)
            where = where.parent
        return Symbol("star", name) if self._stars else None

    def is_free(self, name: str, scope: Scope) -> bool:
        """Whether a name is nothing that the file binds."""
        where: Optional[Scope] = scope
        while where is not None:
            if name in where.names and (where.kind != "class" or where is scope):
                return False
            where = where.parent
        return True

    def of(self, node: Optional[ast.AST], scope: Scope) -> Optional[Symbol]:
        """What an expression stands for."""
        if self._depth > _MAX_DEPTH:
            return None
        self._depth += 1
        try:
            return self._of(node, scope)
        finally:
            self._depth -= 1

    def of_annotation(self, node: Optional[ast.AST], scope: Scope) -> Optional[Symbol]:
        """What something annotated so is an instance of."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = parsed_annotation(node.value)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = [side for side in (node.left, node.right) if not _is_none(side)]
            return self.of_annotation(sides[0], scope) if len(sides) == 1 else None
        if isinstance(node, ast.Subscript):
            outer = self.of(node.value, scope)
            if outer is not None and outer.kind == "module":
                named = (str(outer.of), ".".join(outer.attributes))
                if named in _OPTIONAL:
                    return self.of_annotation(node.slice, scope)
                if named in _WRAPPING:
                    first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
                    return self.of_annotation(first, scope)
                if named == ("typing", "Union") and isinstance(node.slice, ast.Tuple):
                    sides = [side for side in node.slice.elts if not _is_none(side)]
                    return self.of_annotation(sides[0], scope) if len(sides) == 1 else None
            return Symbol("instance", outer) if outer is not None else None
        found = self.of(node, scope) if isinstance(node, (ast.Name, ast.Attribute)) else None
        return Symbol("instance", found) if found is not None else None

    def _of(self, node: Any, scope: Scope) -> Optional[Symbol]:
        if isinstance(node, ast.Name):
            return self.of_name(node.id, scope)
        if isinstance(node, ast.Attribute):
            base = self.of(node.value, scope)
            if base is None:
                return None
            name = scope.mangled(node.attr)
            if base.kind == "self" and not base.attributes:
                typed = self._attribute(str(base.of), name)
                if typed is not None:
                    return typed
            return base.then(name)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "super" and self.is_free("super", scope):
                return Symbol("super", scope.class_name) if scope.class_name is not None else None
            called = self.of(node.func, scope)
            if called is None:
                return None
            if node.args and any(called[:2] == ("module", module) and called[2] == (name,) for module, name in _CAST):
                return self.of_annotation(node.args[0], scope)
            return Symbol("result", called)
        if isinstance(node, ast.Await):
            awaited = self.of(node.value, scope)
            return Symbol("awaited", awaited) if awaited is not None else None
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value, scope)
        return None

    def _bound(self, scope: Scope, name: str) -> Optional[Symbol]:
        if name not in scope.known:
            # A name that means itself means nothing.
            scope.known[name] = None
            scope.known[name] = self._meaning(scope.names[name], scope, name)
        return scope.known[name]

    def _meaning(self, bindings: list[Bound], scope: Scope, name: str) -> Optional[Symbol]:
        imports = [bound.what for bound in bindings if bound.how == "import"]
        others = [bound for bound in bindings if bound.how not in ("import", "nothing")]
        if name in self._rebound:
            return None
        if imports and not others:
            is_one = all(other == imports[0] for other in imports)
            if scope.kind != "module":
                return imports[0] if is_one else None
            symbol: Optional[Symbol] = imports[0] if is_one else self._chosen(name, imports)
            return symbol._replace(bound=(name, len(symbol.attributes))) if symbol is not None else None
        if imports or len(others) != 1 or len(bindings) != 1:
            return None
        return self._of_bound(others[0], scope)

    def _of_bound(self, bound: Bound, scope: Scope) -> Optional[Symbol]:
        if bound.how == "value":
            return self.of(bound.what, scope)
        if bound.how == "annotated":
            return self.of_annotation(bound.what, scope)
        if bound.how == "entered":
            entered = self.of(bound.what, scope)
            return Symbol("entered", entered) if entered is not None else None
        if bound.how == "class":
            return Symbol("class", bound.what)
        if bound.how == "receiver" and scope.class_name is not None:
            return Symbol(bound.what, scope.class_name)
        return None

    def _attribute(self, class_name: str, name: str) -> Optional[Symbol]:
        """What an attribute of a class of this file stands for, where only one thing binds it."""
        key = (class_name, name)
        if key not in self._of_attributes:
            self._of_attributes[key] = None
            bindings = self.attributes.get(class_name, {}).get(name, [])
            if len(bindings) == 1:
                bound, scope = bindings[0]
                self._of_attributes[key] = self._of_bound(bound, scope)
        return self._of_attributes[key]


@cache
def parsed_annotation(text: str) -> Optional[ast.expr]:
    """The expression in a quoted annotation; None where it is none."""
    try:
        return ast.parse(text.strip(), "<annotation>", "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
