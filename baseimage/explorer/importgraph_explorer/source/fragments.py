"""Single statements of a file, read without the rest of it."""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Container, Iterable
from typing import Final, Optional, Union, cast

from .layouts import STRING_OR_COMMENT
from .spelling import unparsed

_BRACKETS: Final = "([{)]}"
# A line feed behind a backslash is none.
_STEPS: Final = re.compile(rf"{STRING_OR_COMMENT.pattern}|[(\[{{)\]}}]|\\\n|\n", re.S)

_LAMBDA: Final = re.compile(r"\blambda\b")
_MAY_END: Final = re.compile(r"[)\]},:\n]|$")
_LONGEST_LAMBDA: Final = 1000
_MOST_LINES: Final = 20


def absolute_module(module: str, package: str) -> Optional[str]:
    """The name of a module that is imported by one in a package: dots stand for that and for what it is in.

    None where there are more of them than packages.
    """
    name = module.lstrip(".")
    level = len(module) - len(name)
    if not level:
        return name
    above = package.split(".") if package else []
    kept = len(above) - level + 1
    return ".".join([*above[:kept], *([name] if name else [])]) if kept > 0 else None


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


def defaults_of(function: Union[ast.FunctionDef, ast.AsyncFunctionDef]) -> list[tuple[str, ast.expr]]:
    """The parameters of a function that have a default, by name, with it."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    pairs = [
        *zip(positional[len(positional) - len(given.defaults) :], given.defaults),
        *zip(given.kwonlyargs, given.kw_defaults),
    ]
    return [(parameter.arg, default) for parameter, default in pairs if default is not None]


def arguments_of(call: ast.Call) -> Iterable[ast.expr]:
    """What a call gives, by position and by name."""
    return (*call.args, *(word.value for word in call.keywords))


def last_name_of(node: ast.expr) -> str:
    """The last part of a dotted name; empty of anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def value_given_to(statement: ast.stmt, name: str) -> Optional[ast.expr]:
    """What a statement gives a name: of several at once the one that is its."""
    value: Optional[ast.expr] = getattr(statement, "value", None)
    for target in getattr(statement, "targets", ()):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, given in zip(target.elts, value.elts):
                if isinstance(one, ast.Name) and one.id == name:
                    return given
    return value


def values_given_by(statement: ast.stmt, name: str) -> list[tuple[ast.expr, ast.expr]]:
    """What a statement gives a name of whatever has it, each with what it is given to.

    ``name = …``, ``x.name = …``, ``globals()["name"] = …``, ``setattr(x, "name", …)``; an operator before the ``=`` is
    left out.
    """
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        return [(call.args[0], one) for one in call.args] if any(_is_text(one, name) for one in call.args) else []
    value: Optional[ast.expr] = getattr(statement, "value", None)
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    if value is None:
        return []
    given: list[Optional[ast.expr]] = []
    for target in targets:
        given += target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [(one, value) for one in given if one is not None and _names(one, name)]


def without_names(node: ast.expr, names: Container[str]) -> ast.expr:
    """An expression in which nothing stands for each of these names."""
    return cast("ast.expr", _WithoutNames(names).visit(node))


class _WithoutNames(ast.NodeTransformer):
    def __init__(self, names: Container[str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(None) if node.id in self._names else node


def _names(target: ast.expr, name: str) -> bool:
    if isinstance(target, ast.Subscript):
        return isinstance(target.value, ast.Call) and _is_text(target.slice, name)
    return name == (target.id if isinstance(target, ast.Name) else getattr(target, "attr", ""))


def _is_text(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is str and node.value == text


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


def written_lambda(code: types.CodeType, source: str) -> Optional[str]:
    """A lambda as it is written in the source of its module, and none where that cannot be told for sure."""
    try:
        # Not by ``splitlines``, which ends lines where Python does not: at form feeds, for one.
        lines = source.split("\n")[code.co_firstlineno - 1 :][:_MOST_LINES]
        text = "\n".join(lines)[:_LONGEST_LAMBDA]
        starts = [match.start() for match in _LAMBDA.finditer(lines[0])] if lines else []
        found = {unparsed(one): one for start in starts for one in _lambdas_at(text[start:])}
        written = {shown for shown, one in found.items() if _is_made_by(code, one)}
    except BaseException:
        # Other source than was imported; and it calls builtins that a package may have changed.
        return None
    return written.pop() if len(written) == 1 else None


def _lambdas_at(text: str) -> list[ast.Lambda]:
    """What the text may start with: where it ends is told by what is around it."""
    found = []
    for match in _MAY_END.finditer(text):
        try:
            expression = ast.parse(f"({text[: match.start()]}\n)", mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if isinstance(expression, ast.Lambda):
            found.append(expression)
    return found


def _is_made_by(code: types.CodeType, expression: ast.Lambda) -> bool:
    """Whether the code of a function is that of this expression, whatever its names are bound to."""
    made = compile(ast.Expression(expression), "<lambda>", "eval")
    of_lambda = next(one for one in made.co_consts if isinstance(one, types.CodeType))
    names = {*of_lambda.co_names, *of_lambda.co_freevars}
    return (
        of_lambda.co_varnames == code.co_varnames
        and names == {*code.co_names, *code.co_freevars}
        and _values_of(of_lambda) == _values_of(code)
        # Names of the function around it are reached in another way.
        and (bool(code.co_freevars) or of_lambda.co_code == code.co_code)
    )


def _values_of(code: types.CodeType) -> list[object]:
    return [one for one in code.co_consts if not isinstance(one, types.CodeType)]
