"""Whether a module's source binds a name, by its statements: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Callable, Optional

MOST_DEPTH = 4

# Gives the source of a module by its dotted name: its text, and whether it is a package; None where there is none.
Sources = Callable[[str], Optional[tuple[str, bool]]]


def has_name(sources: Sources, module: str, name: str, depth: int = 0) -> bool | None:
    """Whether a module has a name, or a class in it an attribute (``Class.attribute``); None where that can't be told.

    A name that only a module's ``__getattr__`` could give is taken to be there where the source spells it.
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
    if any("__getattr__" in bound(one) for one in flattened(tree.body)) and f"{first!r}" in text.replace('"', "'"):
        return True
    return in_stars(sources, tree, (module, is_package), name, depth)


def in_stars(sources: Sources, tree: ast.Module, place: tuple[str, bool], name: str, depth: int) -> bool | None:
    """Whether one of ``from x import *`` gives a name."""
    answers: list[bool | None] = []
    for one in flattened(tree.body):
        if isinstance(one, ast.ImportFrom) and any(alias.name == "*" for alias in one.names):
            answers.append(has_name(sources, absolute(one, *place), name, depth + 1))
    if any(answers):
        return True
    return None if None in answers else False


def absolute(statement: ast.ImportFrom, module: str, is_package: bool) -> str:
    """Name the module that a statement imports from."""
    if statement.level == 0:
        return statement.module or ""
    parts = module.split(".")
    kept = parts[: len(parts) - statement.level + (1 if is_package else 0)]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def flattened(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a body, with those of its branches: any of them may be the one that is run."""
    for one in statements:
        yield one
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for field in ("body", "orelse", "finalbody"):
            yield from flattened(getattr(one, field, []))
        for handler in getattr(one, "handlers", []):
            yield from flattened(handler.body)


def bound(statement: ast.stmt) -> set[str]:
    """List the names that a statement binds."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For)):
        targets = [statement.target]
    elif isinstance(statement, ast.With):
        targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def has_attribute(statements: list[ast.stmt], name: str, attribute: str) -> bool | None:
    """Whether a class has an attribute; None where it may be inherited, or the name is no class."""
    for one in statements:
        if isinstance(one, ast.ClassDef) and one.name == name:
            if any(attribute.split(".")[0] in bound(inner) for inner in flattened(one.body)):
                return True
            return None if one.bases or one.keywords else False
    return None
