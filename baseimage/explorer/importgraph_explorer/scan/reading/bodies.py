"""Attributes that methods set on their instances."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, Optional

from .expressions import parts_of
from .functions import FunctionNode

_BLOCKS = ("body", "orelse", "finalbody")


class SelfAttribute(NamedTuple):
    """``self.name = …`` or ``self.name: annotation``, and the text below it."""

    name: str
    annotation: Optional[ast.expr]
    line: int
    doc: Optional[ast.expr] = None


def attributes_set_in(function: FunctionNode) -> Iterator[SelfAttribute]:
    """What a method, and functions within it, set on its first parameter, in the order of the source."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    if not arguments:
        return
    own = arguments[0].arg
    waiting: list[ast.stmt] = list(reversed(function.body))
    while waiting:
        statement = waiting.pop()
        # The last one of a block has the one after the block behind it: further out.
        below = waiting[-1] if waiting and waiting[-1].col_offset == statement.col_offset else None
        doc = below.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else None
        yield from (found._replace(doc=doc) for found in _set_by(statement, own))
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if own not in _parameters(statement):
                waiting.extend(reversed(statement.body))
        elif not isinstance(statement, ast.ClassDef):
            waiting.extend(reversed(_below(statement)))


def _set_by(statement: ast.stmt, own: str) -> Iterator[SelfAttribute]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _targets(target, own, None)
    elif isinstance(statement, ast.AnnAssign):
        yield from _targets(statement.target, own, statement.annotation)
    elif isinstance(statement, (ast.For, ast.AsyncFor)):
        yield from _targets(statement.target, own, None)
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        for item in statement.items:
            if item.optional_vars is not None:
                yield from _targets(item.optional_vars, own, None)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        for name in _named_by_call(statement.value, own):
            yield SelfAttribute(name, None, statement.lineno)


def names_in(target: Optional[ast.expr]) -> list[str]:
    """The plain names that a target of an assignment binds."""
    found: list[str] = []
    waiting = [target]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.Name):
            found.append(item.id)
        elif isinstance(item, (ast.Tuple, ast.List)):
            waiting.extend(reversed(item.elts))
        elif isinstance(item, ast.Starred):
            waiting.append(item.value)
    return found


def _parameters(function: FunctionNode) -> set[str]:
    arguments = function.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {argument.arg for argument in listed if argument is not None}


def _named_by_call(call: ast.Call, own: str) -> list[str]:
    """What ``setattr(self, "a", …)`` and the like set."""
    parts = parts_of(call.func) or ("",)
    if parts[-1] in ("setattr", "__setattr__"):
        first, name = (*call.args, None, None)[:2]
        if isinstance(first, ast.Name) and first.id == own and isinstance(name, ast.Constant):
            return [name.value] if isinstance(name.value, str) else []
    elif parts == (own, "__dict__", "update"):
        return [word.arg for word in call.keywords if word.arg is not None]
    return []


def _below(statement: ast.stmt) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    if isinstance(statement, (ast.Assign, ast.Expr, ast.Return, ast.AugAssign)):
        return found
    for name in _BLOCKS:
        block = getattr(statement, name, None)
        if block:
            found.extend(block)
    for name in ("handlers", "cases"):
        for part in getattr(statement, name, ()):
            found.extend(part.body)
    return found


def _targets(target: ast.expr, own: str, annotation: Optional[ast.expr]) -> Iterator[SelfAttribute]:
    waiting = [target]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.Attribute):
            if isinstance(item.value, ast.Name) and item.value.id == own:
                yield SelfAttribute(item.attr, annotation, item.lineno)
        elif isinstance(item, (ast.Tuple, ast.List)):
            waiting.extend(reversed(item.elts))
        elif isinstance(item, ast.Starred):
            waiting.append(item.value)
