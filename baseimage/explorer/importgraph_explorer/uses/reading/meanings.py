"""What expressions of a source stand for, as far as that is written down: never a guess."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Callable, Final, Optional, Union

from ..symbols import Kind, Symbol
from .binding import Attributes
from .scopes import Bound, Scope

_MAX_DEPTH: Final = 60
# What names more in a row is no name of anything.
_MAX_ATTRIBUTES: Final = 100
# How often something is what something else gives.
_MAX_GIVEN: Final = 20
# What stands for one of the things in its brackets, None aside.
_OPTIONAL: Final = frozenset({("typing", "Optional"), ("typing_extensions", "Optional")})
_WRAPPING: Final = frozenset(
    (module, name)
    for module in ("typing", "typing_extensions")
    for name in ("Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
)
# What may lead somewhere, besides names and attributes.
_FOLLOWED: Final = frozenset({ast.Call, ast.Await, ast.NamedExpr})
# What a name is bound by that is not what something else is called.
_GIVEN: Final = frozenset({"annotated", "entered", "enteredLater", "other", "receiver"})
_NAMING: Final = frozenset({ast.Name, ast.Attribute, ast.NamedExpr})
# Of several imports that bind a name of the module, the one whose object it has; None where that is not to be told.
Choose = Callable[[str, list[Symbol]], Optional[Symbol]]
CASTS: Final = frozenset({("typing", ("cast",)), ("typing_extensions", ("cast",))})


class Meanings:
    """Tells what expressions of one file stand for."""

    def __init__(self, text: str, attributes: Mapping[str, Attributes], chosen: Choose) -> None:
        """``attributes`` are those of the file's classes, with what binds them."""
        # Whether the module has star imports: names that nothing binds may come from these.
        self._stars = "import *" in text
        self._chosen = chosen
        self._depth = 0
        self._attributes = attributes
        self._of_attributes: dict[tuple[str, str], Optional[Symbol]] = {}

    def of_name(self, name: str, scope: Scope) -> Optional[Symbol]:
        """What a name means in a scope."""
        seen = scope.seen
        if name not in seen:
            seen[name] = self._found(scope.mangled(name) if name[0] == "_" else name, scope)
        return seen[name]

    def named_by(self, name: str, scope: Scope) -> Optional[Symbol]:
        """What a name means that has no attributes asked of it: nothing where it holds what something else gave."""
        where = binding_scope(scope.mangled(name) if name[0] == "_" else name, scope)
        for bound in where.names.get(name, ()) if where is not None else ():
            if bound.how in _GIVEN or (bound.how == "value" and type(bound.what) not in _NAMING):
                return None
        return self.of_name(name, scope)

    def _found(self, name: str, scope: Scope) -> Optional[Symbol]:
        where = binding_scope(name, scope)
        if where is None:
            return Symbol("star", name) if self._stars else None
        if name in where.deleted and _runs_later(scope, where):
            return None
        return self._bound(where, name)

    def of(self, node: Optional[ast.AST], scope: Scope) -> Optional[Symbol]:
        """What an expression stands for."""
        kind = type(node)
        if kind is ast.Name:
            name: str = node.id  # type: ignore[union-attr]
            return scope.seen[name] if name in scope.seen else self.of_name(name, scope)
        if kind is ast.Attribute:
            return self._of_chain(node, scope)
        if kind not in _FOLLOWED or self._depth > _MAX_DEPTH:
            return None
        self._depth += 1
        try:
            return self._of(node, scope)
        finally:
            self._depth -= 1

    def _of_chain(self, node: Any, scope: Scope) -> Optional[Symbol]:
        root = node
        while type(root) is ast.Attribute:
            root = root.value
        # Most begin with what means nothing.
        base = self.of(root, scope)
        if base is None:
            return None
        names: list[str] = []
        while node is not root:
            names.append(node.attr)
            node = node.value
        if len(names) + len(base.attributes) > _MAX_ATTRIBUTES:
            return None
        names.reverse()
        if scope.class_name is not None:
            names = [scope.mangled(name) if name[0] == "_" else name for name in names]
        if base.kind == "self" and not base.attributes:
            typed = self._attribute(str(base.of), names[0])
            if typed is not None:
                base = typed
                del names[0]
        return Symbol(base.kind, base.of, (*base.attributes, *names), base.bound) if names else base

    def of_target(self, node: ast.Attribute, scope: Scope) -> Optional[Symbol]:
        """What an attribute that is set or deleted is called, whatever it held."""
        holder = self.of(node.value, scope)
        if holder is None:
            return None
        return Symbol(holder.kind, holder.of, (*holder.attributes, scope.mangled(node.attr)), holder.bound, True)

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
            return _given("instance", outer)
        return _given("instance", self.of(node, scope)) if isinstance(node, (ast.Name, ast.Attribute)) else None

    def _of(self, node: Any, scope: Scope) -> Optional[Symbol]:
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "super" and binding_scope("super", scope) is None:
                return Symbol("super", scope.class_name) if scope.class_name is not None else None
            called = self.of(node.func, scope)
            if called is None:
                return None
            if called[1:3] in CASTS and node.args:
                return self.of_annotation(node.args[0], scope)
            return _given("result", called)
        inner = self.of(node.value, scope)
        return _given("awaited", inner) if isinstance(node, ast.Await) else inner

    def _bound(self, scope: Scope, name: str) -> Optional[Symbol]:
        if name not in scope.known:
            if self._depth > _MAX_DEPTH:
                return None
            # A name that means itself means nothing.
            scope.known[name] = None
            self._depth += 1
            try:
                scope.known[name] = self._meaning(scope.names[name], scope, name)
            finally:
                self._depth -= 1
        return scope.known[name]

    def _meaning(self, bindings: list[Bound], scope: Scope, name: str) -> Optional[Symbol]:
        imports = [bound.what for bound in bindings if bound.how == "import"]
        others = [bound for bound in bindings if bound.how not in ("import", "nothing")]
        if imports and not others:
            is_one = all(other == imports[0] for other in imports)
            if scope.kind != "module":
                return imports[0] if is_one else None
            symbol: Optional[Symbol] = imports[0] if is_one else self._chosen(name, imports)
            if symbol is None:
                return None
            return Symbol(symbol.kind, symbol.of, symbol.attributes, (name, len(symbol.attributes)))
        if imports or len(others) != 1 or len(bindings) != 1:
            return None
        return self._of_bound(others[0], scope)

    def _of_bound(self, bound: Bound, scope: Scope) -> Optional[Symbol]:
        if bound.how == "value":
            return self.of(bound.what, scope)
        if bound.how == "annotated":
            return self.of_annotation(bound.what, scope)
        if bound.how in ("entered", "enteredLater"):
            return _given(bound.how, self.of(bound.what, scope))
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
            bindings = self._attributes.get(class_name, {}).get(name, [])
            if len(bindings) == 1:
                bound, scope = bindings[0]
                self._of_attributes[key] = self._of_bound(bound, scope)
        return self._of_attributes[key]


def binding_scope(name: str, scope: Scope) -> Optional[Scope]:
    """The scope in which Python looks a name up; None where nothing in the file binds it."""
    where: Optional[Scope] = scope
    while where is not None:
        if name in where.globals:
            while where.parent is not None:
                where = where.parent
            return where if name in where.names else None
        # The names of a class are not seen from its methods.
        if name in where.names and (where.kind != "class" or where is scope):
            return where
        where = where.parent
    return None


def _runs_later(scope: Scope, outer: Scope) -> bool:
    """Whether what is in a scope waits for a call, where the outer one does not."""
    where: Optional[Scope] = scope
    while where is not None and where is not outer:
        if where.kind == "function":
            return True
        where = where.parent
    return False


def _given(kind: Kind, of: Optional[Symbol]) -> Optional[Symbol]:
    """What something else gives, unless that is given by too many others in turn."""
    inner: Union[Symbol, str, None] = of
    for _ in range(_MAX_GIVEN):
        if not isinstance(inner, Symbol):
            return Symbol(kind, of) if of is not None else None
        inner = inner.of
    return None


@lru_cache(maxsize=10_000)
def parsed_annotation(text: str) -> Optional[ast.expr]:
    """The expression in a quoted annotation; None where it is none."""
    try:
        return ast.parse(text.strip(), "<annotation>", "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
