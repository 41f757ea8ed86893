"""Single statements of a file, read without the rest of it."""

from __future__ import annotations

import ast
import re
from typing import Final, Optional

from .layouts import STRING_OR_COMMENT

_BRACKETS: Final = "([{)]}"
# A line feed behind a backslash is none.
_STEPS: Final = re.compile(rf"{STRING_OR_COMMENT.pattern}|[(\[{{)\]}}]|\\\n|\n", re.S)


def absolute_module(module: str, package: object) -> str:
    """The name of a module that is imported by one in a package: dots stand for that and for what it is in."""
    name = module.lstrip(".")
    level = len(module) - len(name)
    if not level or type(package) is not str:
        return name
    above = package.split(".")
    return ".".join([*above[: len(above) - level + 1], *([name] if name else [])])


def end_of_statement(text: str) -> int:
    """Where the first statement of a text ends: at a line feed outside of brackets and quotes."""
    depth = 0
    for match in _STEPS.finditer(text):
        step = match[0]
        if step == "\n":
            if depth <= 0:
                return match.start()
        elif step in _BRACKETS:
            depth += 1 if step in "([{" else -1
    return len(text)


def value_given_to(statement: ast.stmt, name: str) -> Optional[ast.expr]:
    """What a statement gives a name: of several at once the one that is its."""
    value: Optional[ast.expr] = getattr(statement, "value", None)
    for target in getattr(statement, "targets", ()):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, given in zip(target.elts, value.elts):
                if isinstance(one, ast.Name) and one.id == name:
                    return given
    return value


def gone_through_by(header: str) -> Optional[ast.expr]:
    """What a loop goes through, by its first line."""
    text = header.strip().removeprefix("async ")
    for body in ("\n pass", ""):
        try:
            loop = ast.parse(text + body).body[0]
        except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
            continue
        return loop.iter if isinstance(loop, ast.For) else None
    return None
