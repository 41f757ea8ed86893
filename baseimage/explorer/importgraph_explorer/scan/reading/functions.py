"""Functions as they are written: signature, flags, what their decorators make of them."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final, Optional, Union

from ...facts.deprecations import deprecation_of_decorator
from ...facts.directives import Deprecation
from ...source.spelling import annotation_text
from .expressions import default_text, exact_value, parts_of
from .scopes import Parts

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]

_MAX_PARAMETERS: Final = 1000
_ABSTRACT: Final = frozenset({"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"})
_KINDS: Final = {
    "staticmethod": "staticmethod",
    "abstractstaticmethod": "staticmethod",
    "classmethod": "classmethod",
    "abstractclassmethod": "classmethod",
}
# These are class or static methods without being called so.
_IMPLICIT: Final = {
    "__new__": "staticmethod",
    "__init_subclass__": "classmethod",
    "__class_getitem__": "classmethod",
}


# What is called is the function itself, or one of its kind, below these decorators; of others nobody knows.
_STILL_CALLED: Final = frozenset(
    {
        *_ABSTRACT,
        *_KINDS,
        *("deleter", "deprecated", "final", "getter", "no_type_check", "overload", "override", "setter", "wraps"),
    }
)


class Decorators:
    """What a function's or a class's decorators say."""

    def __init__(self, nodes: Sequence[ast.expr]) -> None:
        self.names: list[Parts] = []
        self.deprecated: Optional[Deprecation] = None
        self.says_module: Optional[str] = None
        self.options: dict[str, object] = {}
        # What it is made to look like by ``functools.wraps``.
        self.wraps: Optional[Parts] = None
        for node in nodes:
            call = node if isinstance(node, ast.Call) else None
            parts = parts_of(call.func if call is not None else node)
            if parts is None:
                continue
            self.names.append(parts)
            first = call.args[0] if call is not None and call.args else None
            if parts[-1] == "deprecated":
                self.deprecated = deprecation_of_decorator(call)
            elif parts[-1] == "set_module" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                self.says_module = first.value
            elif parts[-1] == "wraps":
                self.wraps = parts_of(first)
            elif parts[-1] == "dataclass" and call is not None:
                self.options = {word.arg: exact_value(word.value) for word in call.keywords if word.arg is not None}

    def has(self, name: str) -> bool:
        """Whether one of them is called like this, in whatever module."""
        return any(parts[-1] == name for parts in self.names)

    @property
    def abstract(self) -> bool:
        """Whether it has to be overridden."""
        return any(parts[-1] in _ABSTRACT for parts in self.names)

    def accessor_of(self, name: str) -> Optional[str]:
        """What it adds to the property of this name: ``getter``, ``setter`` or ``deleter``."""
        for parts in self.names:
            if len(parts) == 2 and parts[0] == name and parts[1] in ("getter", "setter", "deleter"):
                return parts[1]
        return None

    def kind_in_class(self, name: str) -> str:
        """The kind of node that a function of this name is in a class."""
        for parts in self.names:
            if parts[-1] in _KINDS:
                return _KINDS[parts[-1]]
            if "property" in parts[-1].lower():
                return "property"
        return _IMPLICIT.get(name, "method")

    @property
    def access(self) -> list[str]:
        """What can be done with a property so decorated."""
        return ["get", "set", "delete"] if self.has("cached_property") else ["get"]


def signature_of(arguments: ast.arguments, returns: Optional[ast.expr] = None) -> dict[str, Any]:
    """The signature, annotations and defaults as they are written."""
    parameters: list[dict[str, str]] = []

    def add(argument: ast.arg, kind: str, default: Optional[ast.expr] = None) -> None:
        if len(parameters) >= _MAX_PARAMETERS:
            return
        parameter = {"name": argument.arg[:1000], "kind": kind}
        if default is not None:
            parameter["default"] = default_text(default)
        if argument.annotation is not None:
            parameter["annotation"] = annotation_text(argument.annotation)
        parameters.append(parameter)

    positional = [(argument, "positionalOnly") for argument in arguments.posonlyargs]
    positional += [(argument, "positionalOrKeyword") for argument in arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for index, (argument, kind) in enumerate(positional):
        add(argument, kind, arguments.defaults[index - first_default] if index >= first_default else None)
    if arguments.vararg is not None:
        add(arguments.vararg, "varPositional")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        add(argument, "keywordOnly", default)
    if arguments.kwarg is not None:
        add(arguments.kwarg, "varKeyword")
    signature: dict[str, Any] = {"parameters": parameters}
    if returns is not None:
        signature["returns"] = annotation_text(returns)
    return signature


def flags_of(node: FunctionNode, decorators: Decorators, yield_lines: Sequence[int]) -> list[str]:
    """What kind of function it is. ``yield_lines`` are the lines of the file that hold the word, sorted."""
    flags = []
    is_called = all(parts[-1] in _STILL_CALLED or "property" in parts[-1].lower() for parts in decorators.names)
    if decorators.abstract:
        flags.append("abstract")
    if is_called and isinstance(node, ast.AsyncFunctionDef):
        flags.append("async")
    if decorators.has("final"):
        flags.append("final")
    if not is_called:
        return flags
    nearest = bisect_left(yield_lines, node.lineno)
    if nearest < len(yield_lines) and yield_lines[nearest] <= (node.end_lineno or node.lineno) and _yields(node):
        flags.append("generator")
    return flags


def lines_of(node: Union[FunctionNode, ast.ClassDef]) -> tuple[int, int]:
    """The first line, decorators included, and the last."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return first, max(first, node.end_lineno or node.lineno)


def _yields(node: FunctionNode) -> bool:
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        item = waiting.pop()
        if isinstance(item, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(item))
    return False
