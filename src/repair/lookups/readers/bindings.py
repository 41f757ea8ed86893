"""Whether a module's source binds a name, by its statements: nothing is run."""

from __future__ import annotations

import ast
from typing import Callable, Optional

from .getattr_hook import given_by_getattr
from .statements import bound, flattened

MOST_DEPTH = 4

# Gives the source of a module by its dotted name: its text, and whether it is a package; None where there is none.
Sources = Callable[[str], Optional[tuple[str, bool]]]


def has_name(sources: Sources, module: str, name: str, depth: int = 0) -> bool | None:
    """Whether a module has a name, or a class in it an attribute (``Class.attribute``); None where that can't be told.

    What a module's ``__getattr__`` does with a name that the source spells, only running it would tell.
    """
    found = sources(module)
    if found is None or depth > MOST_DEPTH:
        return None
    text, is_package = found
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    first, _, rest = name.partition(".")
    statements = [one for one in flattened(tree.body) if first in bound(one)]
    if statements:
        return has_attribute(statements, first, rest) if rest else True
    if sources(f"{module}.{first}") is not None:
        return True
    made_up = given_by_getattr(tree, first)
    return in_stars(sources, tree, (module, is_package), name, depth) if made_up is False else made_up


def in_stars(sources: Sources, tree: ast.Module, place: tuple[str, bool], name: str, depth: int) -> bool | None:
    """Whether one of ``from x import *`` gives a name."""
    answers = [
        has_by_star(sources, absolute(one, *place), name, depth + 1)
        for one in flattened(tree.body)
        if isinstance(one, ast.ImportFrom) and any(alias.name == "*" for alias in one.names)
    ]
    if any(answers):
        return True
    return None if None in answers else False


def has_by_star(sources: Sources, module: str, name: str, depth: int) -> bool | None:
    """Whether a module gives a name to who imports all of it."""
    found = sources(module)
    if found is None:
        return None
    try:
        listed, is_whole = listed_names(ast.parse(found[0]))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    first = name.partition(".")[0]
    if listed is None:
        return False if first.startswith("_") else has_name(sources, module, name, depth)
    if first in listed:
        return has_name(sources, module, name, depth)
    return False if is_whole else None


def listed_names(tree: ast.Module) -> tuple[set[str] | None, bool]:
    """Read ``__all__``: None where there is none; and whether all of it is spelt out."""
    listed: set[str] | None = None
    is_whole = True
    for one in flattened(tree.body):
        if "__all__" in bound(one):
            value = getattr(one, "value", None)
        elif (
            isinstance(one, ast.Expr)
            and isinstance(one.value, ast.Call)
            and isinstance(one.value.func, ast.Attribute)
            and isinstance(one.value.func.value, ast.Name)
            and one.value.func.value.id == "__all__"
        ):
            value = one.value.args[0] if one.value.args else None
        else:
            continue
        elements = elements_of(value)
        texts = {node.value for node in elements if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        is_whole = is_whole and len(texts) == len(elements)
        listed = (listed or set()) | texts
    return listed, is_whole


def absolute(statement: ast.ImportFrom, module: str, is_package: bool) -> str:
    """Name the module that a statement imports from."""
    if statement.level == 0:
        return statement.module or ""
    parts = module.split(".")
    kept = parts[: len(parts) - statement.level + (1 if is_package else 0)]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def elements_of(value: ast.expr | None) -> list[ast.expr | None]:
    """List the elements of a sequence, or of a sum of some; an expression that is none is one itself."""
    if isinstance(value, (ast.List, ast.Tuple)):
        return list(value.elts)
    if isinstance(value, ast.BinOp):
        return [*elements_of(value.left), *elements_of(value.right)]
    return [value]


def has_attribute(statements: list[ast.stmt], name: str, attribute: str) -> bool | None:
    """Whether a class has an attribute; None where it may be inherited, or the name is no class."""
    for one in statements:
        if isinstance(one, ast.ClassDef) and one.name == name:
            if any(attribute.split(".")[0] in bound(inner) for inner in flattened(one.body)):
                return True
            return None if one.bases or one.keywords else False
    return None
