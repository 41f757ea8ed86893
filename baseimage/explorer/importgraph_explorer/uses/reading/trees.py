"""Ways through the trees of sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, Final, Union

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]

FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
# What holds no nodes, or none that say anything of names.
_SILENT: Final = frozenset(
    (
        *("ctx", "op", "ops", "kind", "type_comment", "attr", "id", "name", "names", "arg", "is_async", "simple"),
        *("conversion", "str", "rest", "kwd_attrs"),
    )
)
_ACCESSORS: Final = frozenset({"setter", "deleter", "getter"})
_HOLDERS: Final = ("body", "orelse", "finalbody", "handlers", "cases")
# The fields of statements that hold statements, or what holds some.
BLOCKS: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(field for field in _HOLDERS if field in getattr(kind, "_fields", ()))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, (ast.stmt, ast.ExceptHandler, getattr(ast, "match_case", ast.stmt)))
}

# Those whose statements are in the same scope as they are.
BLOCKS_IN_SCOPE: Final = {
    kind: fields for kind, fields in BLOCKS.items() if fields and kind not in (*FUNCTIONS, ast.ClassDef)
}
_PARTS: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(field for field in reversed(kind._fields) if field not in {*_SILENT, *BLOCKS.get(kind, ())})
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def first_line(node: Union[FunctionNode, ast.ClassDef]) -> int:
    """The line that a definition begins in, decorators included."""
    decorators = node.decorator_list
    return min(node.lineno, decorators[0].lineno) if decorators else node.lineno


def parts_of(node: ast.AST) -> list[ast.AST]:
    """The nodes just below one but for statements, the last first."""
    found: list[ast.AST] = []
    for field in _PARTS[type(node)]:
        value = getattr(node, field, None)
        if value is None:
            continue
        if type(value) is list:
            found += [item for item in reversed(value) if item is not None]
        else:
            found.append(value)
    return found


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


def is_overload(node: FunctionNode) -> bool:
    """Whether a function is there for type checkers, before the one that is meant."""
    return any(getattr(one, "attr", getattr(one, "id", "")) == "overload" for one in node.decorator_list)


def is_accessor(node: FunctionNode) -> bool:
    """Whether a function sets or deletes the property of its name, or gives it another getter."""
    return any(
        isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == node.name
        and one.attr in _ACCESSORS
        for one in node.decorator_list
    )


def parameters_of(node: Union[FunctionNode, ast.Lambda]) -> list[ast.arg]:
    """The parameters that can be given without their names, in their order."""
    return [*node.args.posonlyargs, *node.args.args]
