"""What a module's ``__getattr__`` gives, as far as its source tells."""

from __future__ import annotations

import ast

from .statements import bound, flattened

MOST_DEPTH = 4


def given_by_getattr(tree: ast.Module, name: str) -> bool | None:
    """Whether a module's ``__getattr__`` gives a name; None where only running it would tell.

    It gives what it returns in a branch that asks for the name, or for a table that has it, and what it takes from such
    a table; it does not give what it raises for in such a branch.
    """
    hook = next((one for one in flattened(tree.body) if "__getattr__" in bound(one)), None)
    if not isinstance(hook, ast.FunctionDef) or not hook.args.args:
        return False
    tables = Tables(tree, name)
    parameter = hook.args.args[0].arg
    raised = {id(inner) for one in ast.walk(hook) if isinstance(one, ast.Raise) for inner in ast.walk(one)}
    for node in ast.walk(hook):
        if isinstance(node, ast.If) and tables.mention(node.test, parameter):
            inside = [type(one) for statement in node.body for one in ast.walk(statement)]
            if ast.Return in inside or ast.Raise in inside:
                return ast.Return in inside
        elif isinstance(node, ast.Subscript) and id(node) not in raised:
            key = node.slice
            if isinstance(key, ast.Name) and key.id == parameter and tables.mention(node.value, parameter):
                return True
    return None if any(tables.mention(one, parameter) for one in hook.body) else False


class Tables:
    """What a module's statements put into its own names."""

    def __init__(self, tree: ast.Module, name: str) -> None:
        """Look for the text ``name``."""
        self.name = name
        self.statements = [
            one
            for one in flattened(tree.body)
            if isinstance(one, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.For))
        ]

    def mention(self, node: ast.AST, parameter: str) -> bool:
        """Whether an expression spells the text, or names a table that holds it."""
        return self.holds(node, {parameter}, 0)

    def holds(self, node: ast.AST, seen: set[str], depth: int) -> bool:
        """Whether an expression, or what its names were made of, spells the text."""
        names: set[str] = set()
        for one in ast.walk(node):
            if isinstance(one, ast.Constant) and one.value == self.name:
                return True
            if isinstance(one, ast.Name) and one.id not in seen:
                names.add(one.id)
        if depth >= MOST_DEPTH:
            return False
        return any(
            self.holds(statement, seen | names, depth + 1)
            for statement in self.statements
            if names & {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}
        )
