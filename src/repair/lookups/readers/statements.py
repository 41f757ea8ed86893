"""What statements hold and bind."""

from __future__ import annotations

import ast
from collections.abc import Iterator


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
