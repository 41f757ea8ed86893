"""Reads a source as scans of packages do, and keeps each place by itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Sequence
from functools import partial
from typing import Any, Callable, Final, NamedTuple, Optional

from ..uses.reading.expressions import ExpressionReader
from ..uses.reading.scopes import Scope
from ..uses.reading.statements import NOT_IMPORTED, SourceReader
from ..uses.symbols import Around, ImportStatement, Symbol, Use

MAX_PLACES: Final = 200_000
_MAX_CHARACTERS: Final = 200
_MAX_NAMES: Final = 5_000
# What is caught where something may not be there, or may not be called so.
_MISSING: Final = frozenset(
    (
        *("AttributeError", "TypeError", "NameError", "KeyError"),
        *("ImportError", "ModuleNotFoundError", "Exception", "BaseException"),
    )
)
_TELLS: Final = {
    **dict.fromkeys(("hasattr", "find_spec"), "hasattr"),
    **dict.fromkeys(("TYPE_CHECKING", "MYPY"), "typing"),
    **dict.fromkeys(("platform", "getwindowsversion", "system", "machine", "implementation"), "platform"),
}
# In the body of a `with` of one of these, errors are expected.
_EXPECTING: Final = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress", "warns", "deprecated_call"})
# These leave a method as it is called.
_PLAIN_DECORATORS: Final = frozenset({"override", "classmethod", "staticmethod", "abstractmethod"})
_ASKING: Final = frozenset({"hasattr", "getattr", "setattr", "delattr"})
# A name that tells which version of something is there, or whether it is.
_TELLS_VERSION: Final = re.compile(
    r"(?i:version|(?:^|_)(?:lt|le|gt|ge|lte|gte|v|py)?_?\d+(?:_|$))|^_?(?:HAS|HAVE|IS|USE|WITH|NO)_?[A-Z0-9_]+$|^_?has_\w+$",
    re.ASCII,
)
# A line, from 1, and a column in it, from 0.
Position = tuple[int, int]


class Place(NamedTuple):
    """One use of something."""

    symbol: Symbol
    line: int
    column: int
    how: tuple[str, ...]
    # Of a call: names and number of its arguments, and whether there are some that nobody can count.
    keywords: tuple[str, ...]
    positional: int
    is_open: bool
    # What may keep it from being reached where it would fail: sorted words.
    guards: tuple[str, ...]
    around: Around


class OwnClass(NamedTuple):
    """A class that the source defines where it can be reached by its name."""

    name: str
    line: int
    # Of each base what it stands for; None where that is not known.
    bases: list[Optional[Symbol]]
    has_metaclass: bool
    # All names that its body and its methods bind in it, and the methods with their lines.
    attributes: list[str]
    methods: dict[str, tuple[int, Optional[list[tuple[str, str, bool]]]]]


class SourcePlaces(NamedTuple):
    """What one source takes of others, and what it offers to the project's other sources."""

    imports: list[ImportStatement]
    places: list[Place]
    classes: list[OwnClass]
    # What the module's names stand for; None where that is not known.
    names: dict[str, Optional[Symbol]]
    # Names that the source asks for by text, as in hasattr(thing, "name").
    asked: list[str]


class PlaceReader(SourceReader):
    """Reads one source."""

    def __init__(self, module: str, package: bool, text: str, tree: ast.Module) -> None:
        self._around = Surroundings(tree)
        self._noted: list[tuple[Place, Use]] = []
        expressions = partial(_Expressions, self._noted, self._around.opened)
        super().__init__(module, package, text, tree, NOT_IMPORTED, expressions)

    def read_places(self) -> SourcePlaces:
        """What the source takes of others, place by place."""
        found = self.read()
        guards = self._around.guards_at([(one.line, one.column) for one, _ in self._noted])
        # How something is called is told once all of it is noted.
        places = [
            place._replace(keywords=tuple(sorted(use.keywords)), positional=use.positional, guards=words)
            for (place, use), words in zip(self._noted, guards)
        ]
        scope = self._binding.module
        names = {name: self._meanings.of_name(name, scope) for name in list(scope.names)[:_MAX_NAMES]}
        asked = sorted(self._around.asked)
        return SourcePlaces(self._guarded(found.imports), places, list(self._classes()), names, asked)

    def _guarded(self, imports: list[ImportStatement]) -> list[ImportStatement]:
        """Import statements that say of what is around them what other places do, too."""
        guards = self._around.guards_at([(one.line, 0) for one in imports])
        return [
            one._replace(when=(*one.when, *(word for word in words if word not in one.when)))
            for one, words in zip(imports, guards)
        ]

    def _classes(self) -> Iterator[OwnClass]:
        for node in self._around.classes:
            inner = self._binding.scopes.get(node)
            if inner is None or inner.class_name is None or inner.parent is None:
                continue
            bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
            yield OwnClass(
                inner.class_name,
                node.lineno,
                [self._meanings.of(base, inner.parent) for base in bases],
                bool(node.keywords),
                sorted(self._binding.attributes.get(inner.class_name, {}))[:_MAX_NAMES],
                {
                    inner.mangled(one.name): (one.lineno, _parameters(one))
                    for one in node.body
                    if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))
                },
            )


class _Expressions(ExpressionReader):
    """Reads the expressions of one source, and keeps each place."""

    def __init__(self, noted: list[tuple[Place, Use]], opened: Container[int], *given: Any) -> None:
        """``noted`` gets the places; ``opened`` are the functions of calls with arguments that nobody can count."""
        super().__init__(*given)
        self._noted = noted
        self._opened = opened

    def _note(self, node: Any, symbol: Symbol, scope: Scope, hows: tuple[str, ...]) -> Optional[Use]:
        if len(self._noted) >= MAX_PLACES:
            self.left_out += 1
            return None
        if self._quoted_at is None:
            # The end of the name: of `a.b.c` where `c` stands, whatever the lines before.
            line, column = node.end_lineno, node.end_col_offset
        else:
            line, column = self._quoted_at, 0
        use = Use()
        place = Place(symbol, line, column, hows, (), -1, id(node) in self._opened, (), scope.around)
        self._noted.append((place, use))
        return use


class Surroundings:
    """What is around the places of a source: statements that keep them from being reached where they would fail."""

    def __init__(self, tree: ast.Module) -> None:
        # Names that are asked for by text; the functions of calls with arguments that nobody can count.
        self.asked: set[str] = set()
        self.opened: set[int] = set()
        self.classes: list[ast.ClassDef] = []
        # The guarded stretches: first and last position, and the word.
        self._guarded: list[tuple[Position, Position, str]] = []
        for node in ast.walk(tree):
            kind = type(node)
            if kind is ast.Call:
                self._call(node)
            elif kind is ast.ClassDef:
                self.classes.append(node)  # type: ignore[arg-type]
            elif kind in _GUARDING:
                word = _GUARDING[kind](node)
                if word is not None:
                    self._guard(node, word)

    def guards_at(self, positions: Sequence[Position]) -> list[tuple[str, ...]]:
        """What is said of each of some places: sorted words."""
        found: list[tuple[str, ...]] = [()] * len(positions)
        coming = sorted(self._guarded, key=lambda one: one[0], reverse=True)
        # Stretches lie in one another, or apart: each says what those around it say, too.
        around: list[tuple[Position, tuple[str, ...]]] = []
        for at in sorted(range(len(positions)), key=positions.__getitem__):
            while coming and coming[-1][0] <= positions[at]:
                first, last, word = coming.pop()
                _leave(around, first)
                words = around[-1][1] if around else ()
                around.append((last, words if word in words else tuple(sorted((*words, word)))))
            _leave(around, positions[at])
            if around:
                found[at] = around[-1][1]
        return found

    def _call(self, node: Any) -> None:
        if any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords):
            self.opened.add(id(node.func))
        if _leaf(node.func) in _ASKING and len(node.args) > 1 and len(self.asked) < _MAX_NAMES:
            name = node.args[1]
            if isinstance(name, ast.Constant) and type(name.value) is str:
                self.asked.add(name.value[:_MAX_CHARACTERS])

    def _guard(self, node: Any, word: str) -> None:
        self._guarded.append(((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset), word))


def _leave(around: list[tuple[Position, tuple[str, ...]]], position: Position) -> None:
    """Take away the stretches that have ended before a position."""
    while around and around[-1][0] < position:
        around.pop()


def _of_try(node: Any) -> Optional[str]:
    catches = any(handler.type is None or _names_in(handler.type) & _MISSING for handler in node.handlers)
    return "try" if catches else None


def _of_with(node: Any) -> Optional[str]:
    calls = (item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call))
    return "try" if any(_leaf(call.func) in _EXPECTING for call in calls) else None


def _of_if(node: Any) -> Optional[str]:
    return _asks(node.test)


def _of_bool(node: Any) -> Optional[str]:
    return next((word for word in map(_asks, node.values[:-1]) if word is not None), None)


_GUARDING: Final[dict[type, Callable[[Any], Optional[str]]]] = {
    ast.Try: _of_try,
    ast.With: _of_with,
    ast.AsyncWith: _of_with,
    ast.If: _of_if,
    ast.IfExp: _of_if,
    ast.BoolOp: _of_bool,
}
if hasattr(ast, "TryStar"):
    _GUARDING[ast.TryStar] = _of_try


def _parameters(node: Any) -> Optional[list[tuple[str, str, bool]]]:
    """Name, kind and whether it may be left out, of each parameter; None where something is put around the method."""
    if any(_leaf(one) not in _PLAIN_DECORATORS for one in node.decorator_list):
        return None
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    defaults = len(positional) - len(given.defaults)
    found = [
        (one.arg, "positionalOnly" if at < len(given.posonlyargs) else "positionalOrKeyword", at >= defaults)
        for at, one in enumerate(positional)
    ]
    if given.vararg is not None:
        found.append((given.vararg.arg, "varPositional", True))
    found += [(one.arg, "keywordOnly", value is not None) for one, value in zip(given.kwonlyargs, given.kw_defaults)]
    if given.kwarg is not None:
        found.append((given.kwarg.arg, "varKeyword", True))
    return found


def _names_in(node: ast.expr) -> frozenset[str]:
    kinds = node.elts if isinstance(node, ast.Tuple) else [node]
    return frozenset(_leaf(kind) for kind in kinds)


def _leaf(node: Any) -> str:
    """The last name of what is named, or called."""
    while isinstance(node, ast.Call):
        node = node.func
    found = getattr(node, "attr", getattr(node, "id", ""))
    return found if type(found) is str else ""


def _asks(test: ast.expr) -> Optional[str]:
    """Whether a test asks which version or system is there, or whether something is."""
    for node in ast.walk(test):
        name = _leaf(node)
        if name in _TELLS:
            return _TELLS[name]
        if name == "name" and isinstance(node, ast.Attribute) and _leaf(node.value) == "os":
            return "platform"
        if name and _TELLS_VERSION.search(name) is not None:
            return "version"
    return None
