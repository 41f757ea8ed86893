"""Under what an import is made."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, Optional, Union

from .meanings import Meanings, binding_scope
from .scopes import Bound, Scope

_IMPORT_ERRORS: Final = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
# By the module and the name in it, of what is asked for or what that begins with.
_WORDS: Final[dict[tuple[str, ...], str]] = {
    **dict.fromkeys((("sys", name) for name in ("platform", "maxsize", "getwindowsversion", "byteorder")), "platform"),
    **dict.fromkeys((("sys", name) for name in ("version_info", "hexversion", "version", "api_version")), "version"),
    **dict.fromkeys((("os", name) for name in ("name", "uname")), "platform"),
    **dict.fromkeys(
        (
            ("platform", name)
            for name in ("architecture", "libc_ver", "mac_ver", "machine", "platform", "processor", "release", "system")
        ),
        "platform",
    ),
    **dict.fromkeys((("platform", name) for name in ("uname", "win32_ver", "python_implementation")), "platform"),
    **dict.fromkeys((("platform", name) for name in ("python_version", "python_version_tuple")), "version"),
    **dict.fromkeys((("six", name) for name in ("PY2", "PY3", "PY34")), "version"),
    ("sys", "implementation"): "platform",
    ("sysconfig", "get_platform"): "platform",
    ("typing", "TYPE_CHECKING"): "typing",
    # Whether something is there that may be missing.
    ("importlib", "util", "find_spec"): "try",
    ("importlib", "find_loader"): "try",
    ("pkgutil", "find_loader"): "try",
}
# What everybody calls these questions, whoever answers them.
_BY_CONVENTION: Final = {"TYPE_CHECKING": "typing", "MYPY": "typing", "PY2": "version", "PY3": "version"}
# What holds in one of the branches only.
_OF_ONE_BRANCH: Final = frozenset({"typing", "main"})
_MAX_DEPTH: Final = 10
_NOTHING: Final[frozenset[str]] = frozenset()


class Branches(NamedTuple):
    """What is said of imports where a test holds, and where it does not."""

    yes: frozenset[str]
    no: frozenset[str]


_NO_BRANCHES: Final = Branches(_NOTHING, _NOTHING)


class Conditions:
    """Tells what tests and handlers of one file say of the imports below them."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._depth = 0
        # By scope and name; names are bound in terms of each other, and of themselves.
        self._of_names: dict[tuple[int, str], frozenset[str]] = {}

    def branches(self, test: ast.expr, scope: Scope) -> Branches:
        """The words of a test."""
        if self._depth > _MAX_DEPTH:
            return _NO_BRANCHES
        self._depth += 1
        try:
            return self._branches(test, scope)
        finally:
            self._depth -= 1

    def catches(self, handler: ast.ExceptHandler, scope: Scope) -> bool:
        """Whether a handler is for imports that fail, too."""
        return handler.type is None or self._is_import_error(handler.type, scope)

    def suppresses(self, node: Union[ast.With, ast.AsyncWith], scope: Scope) -> bool:
        """Whether a ``with`` lets imports fail."""
        calls = (item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call))
        return any(
            any(self._is_import_error(kind, scope) for kind in call.args)
            and (found := self._meanings.of(call.func, scope)) is not None
            and found[1:3] == ("contextlib", ("suppress",))
            for call in calls
        )

    def _is_import_error(self, node: ast.expr, scope: Scope) -> bool:
        if isinstance(node, ast.Tuple):
            return any(self._is_import_error(kind, scope) for kind in node.elts)
        if getattr(node, "id", getattr(node, "attr", "")) in _IMPORT_ERRORS:
            return True
        bindings = _bindings_of(node, scope)
        given = bindings[0].what if len(bindings) == 1 and bindings[0].how == "value" else None
        return isinstance(given, ast.Tuple) and any(
            getattr(kind, "id", getattr(kind, "attr", "")) in _IMPORT_ERRORS for kind in given.elts
        )

    def _branches(self, test: ast.expr, scope: Scope) -> Branches:
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            yes, no = self.branches(test.operand, scope)
            return Branches(no, yes)
        if isinstance(test, ast.BoolOp):
            parts = [self.branches(value, scope) for value in test.values]
            one = _any_of(part.yes for part in parts)
            if isinstance(test.op, ast.And):
                return Branches(one, _all_of(part.no for part in parts))
            return Branches(_all_of(part.yes for part in parts), _any_of(part.no for part in parts))
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and _is_main(test):
            words = frozenset({"main"})
            if isinstance(test.ops[0], ast.Eq):
                return Branches(words, _NOTHING)
            return Branches(_NOTHING, words) if isinstance(test.ops[0], ast.NotEq) else _NO_BRANCHES
        words = frozenset(word for part in _chains_in(test) for word in self._words_of(part, scope))
        return Branches(words, words - _OF_ONE_BRANCH)

    def _words_of(self, node: Union[ast.Name, ast.Attribute], scope: Scope) -> Iterable[str]:
        by_convention = _BY_CONVENTION.get(node.id if isinstance(node, ast.Name) else node.attr)
        if by_convention is not None:
            return (by_convention,)
        found = self._meanings.of(node, scope)
        if found is not None and found.kind == "module":
            named = (str(found.of), *found.attributes)
            word = _WORDS.get(named) or _WORDS.get(named[:2]) or _WORDS.get(named[:3])
            if word is not None:
                return (word,)
        where = binding_scope(node.id, scope) if isinstance(node, ast.Name) else None
        return self._words_of_name(node.id, where) if where is not None and isinstance(node, ast.Name) else ()

    def _words_of_name(self, name: str, where: Scope) -> frozenset[str]:
        """The words of all that a name is bound to in a scope."""
        key = (id(where), name)
        if key not in self._of_names:
            self._of_names[key] = _NOTHING
            words = {"try"} if name in self._guards(where) else set()
            for bound in where.names[name]:
                asked = _asked_by(bound.what) if bound.how == "value" else None
                if asked is not None:
                    words |= self.branches(asked, where).no
            self._of_names[key] = frozenset(words)
        return self._of_names[key]

    def _guards(self, scope: Scope) -> frozenset[str]:
        """The names that tell whether something is there that may be missing."""
        if scope.guards is None:
            scope.guards = _NOTHING
            scope.guards = frozenset(name for node in scope.tries for name in self._guards_by(node, scope))
        return scope.guards

    def _guards_by(self, node: Any, scope: Scope) -> Iterator[str]:
        if isinstance(node, (ast.With, ast.AsyncWith)):
            if not self.suppresses(node, scope):
                return
            blocks = [node.body]
        else:
            if not any(self.catches(handler, scope) for handler in node.handlers):
                return
            blocks = [node.body, node.orelse, *(handler.body for handler in node.handlers)]
        if not any(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in node.body):
            return
        for statement in (statement for block in blocks for statement in block):
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                for alias in statement.names:
                    yield alias.asname or alias.name.partition(".")[0]
            elif isinstance(statement, ast.Assign):
                yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                yield statement.target.id


class Under:
    """Where a statement stands: what is around it, each part looked at only when an import asks."""

    __slots__ = ("_around", "_branch", "_known", "_scope", "_test", "_words")

    def __init__(
        self,
        around: Optional[Under],
        words: frozenset[str] = _NOTHING,
        test: Optional[ast.expr] = None,
        scope: Optional[Scope] = None,
        branch: int = 0,
    ) -> None:
        """Either words, or a test in a scope with the branch: 0 where it holds, 1 where not."""
        self._around = around
        self._words = words
        self._test = test
        self._scope = scope
        self._branch = branch
        self._known: Optional[frozenset[str]] = None

    def words(self, conditions: Conditions) -> frozenset[str]:
        """All that is said of an import that stands here."""
        way: list[Under] = []
        where: Optional[Under] = self
        # As many as a chain of `elif` has.
        while where is not None and where._known is None:
            way.append(where)
            where = where._around
        for one in reversed(way):
            own = one._words
            if one._test is not None and one._scope is not None:
                own = conditions.branches(one._test, one._scope)[one._branch]
            one._known = own if one._around is None or one._around._known is None else own | one._around._known
        return self._known or _NOTHING


def _any_of(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return _NOTHING.union(*parts)


def _all_of(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """What is said of all, and what is said of one wherever it stands."""
    found = list(parts)
    return (_any_of(found) - _OF_ONE_BRANCH) | frozenset.intersection(*found)


def _is_main(test: ast.Compare) -> bool:
    sides = (test.left, test.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _bindings_of(node: ast.expr, scope: Scope) -> list[Bound]:
    where = binding_scope(node.id, scope) if isinstance(node, ast.Name) else None
    return where.names[node.id] if where is not None and isinstance(node, ast.Name) else []


def _asked_by(value: ast.expr) -> Optional[ast.expr]:
    """The question whose answer a value is; None where something else is made of it."""
    if isinstance(value, ast.Call):
        return value.func
    kinds = (ast.Attribute, ast.BoolOp, ast.Compare, ast.Name, ast.Subscript, ast.UnaryOp)
    return value if isinstance(value, kinds) else None


def _chains_in(test: ast.expr) -> Iterator[Union[ast.Name, ast.Attribute]]:
    """The names in a test, each with all attributes that are asked of it."""
    waiting: list[ast.AST] = [test]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield node
        if not isinstance(node, ast.Attribute):
            waiting += ast.iter_child_nodes(node)
        elif not isinstance(node.value, (ast.Name, ast.Attribute)):
            waiting.append(node.value)
