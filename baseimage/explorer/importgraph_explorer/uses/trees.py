"""Ways through the trees of sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, Final, Union

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]

FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_SILENT: Final = frozenset({"ctx", "op", "ops", "kind", "type_comment", "attr", "id", "name", "names", "arg"})
# The fields of statements that hold statements, or what holds some.
_HOLDERS: Final = ("body", "orelse", "finalbody", "handlers", "cases")
_BLOCKS: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(field for field in _HOLDERS if field in getattr(kind, "_fields", ()))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, (ast.stmt, ast.ExceptHandler, getattr(ast, "match_case", ast.stmt)))
}

# Those whose statements are in the same scope as they are.
BLOCKS_IN_SCOPE: Final = {kind: fields for kind, fields in _BLOCKS.items() if kind not in (*FUNCTIONS, ast.ClassDef)}


def first_line(node: Union[FunctionNode, ast.ClassDef]) -> int:
    """The line that a definition begins in, decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def flattened(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, and those in blocks below it that are no functions or classes."""
    waiting: list[Any] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            for field in reversed(_BLOCKS.get(type(node), ())):
                waiting += reversed(getattr(node, field))


def statements_in(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All statements of a body, those in functions and classes below it too."""
    waiting: list[Any] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        for field in _BLOCKS.get(type(node), ()):
            waiting += getattr(node, field)


def children_of(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes just below one, but for those that say nothing of names."""
    for field in _fields_of(type(node)):
        value = getattr(node, field, None)
        if type(value) is list:
            for item in value:
                if isinstance(item, ast.AST):
                    yield item
        elif isinstance(value, ast.AST):
            yield value


_fields: Final[dict[type, tuple[str, ...]]] = {}


def _fields_of(kind: type[ast.AST]) -> tuple[str, ...]:
    known = _fields.get(kind)
    if known is None:
        known = _fields[kind] = tuple(field for field in kind._fields if field not in _SILENT)
    return known


def attributes_in(target: Any, receiver: str) -> Iterator[tuple[str, bool]]:
    """The attributes of the receiver that a target sets, and whether each gets the whole value."""
    if isinstance(target, ast.Attribute):
        if isinstance(target.value, ast.Name) and target.value.id == receiver:
            yield target.attr, True
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            for attribute, _ in attributes_in(element, receiver):
                yield attribute, False
    elif isinstance(target, ast.Starred):
        for attribute, _ in attributes_in(target.value, receiver):
            yield attribute, False


def decorated_as(node: FunctionNode, name: str) -> bool:
    """Whether one of the decorators is just this name."""
    return any(isinstance(decorator, ast.Name) and decorator.id == name for decorator in node.decorator_list)


def root_of(node: ast.expr) -> ast.expr:
    """What a chain of attributes begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node
