"""Whether something is deprecated: it says so (PEP 702), its docstring does, or its body begins with a warning."""

from __future__ import annotations

import ast
import builtins
import re
import types
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, Optional

from . import raw
from .directives import MESSAGE_CHARACTERS, Deprecation, deprecation_in
from .instructions import instructions_of
from .texts import encodable

_WARN_STATEMENT: Final = re.compile(r"^(?:\w+\.)?warn(?:_explicit)?\(", re.M)
_MOST_LINES: Final = 20
_CATEGORIES: Final = (DeprecationWarning, PendingDeprecationWarning)
_WARN: Final = "warn"
# What may come before a warning that is always given: texts, names, imports.
_HARMLESS: Final = (
    "LOAD_",
    "PUSH_NULL",
    "RESUME",
    "NOP",
    "COPY_FREE_VARS",
    "MAKE_CELL",
    "CACHE",
    "EXTENDED_ARG",
    "RETURN_GENERATOR",
)
_OF_IMPORTS: Final = ("IMPORT_NAME", "IMPORT_FROM", "STORE_FAST", "POP_TOP")
_BEFORE_WARNING: Final = (*_HARMLESS, *_OF_IMPORTS)
_MOST_INSTRUCTIONS: Final = 60


def deprecation_of(
    value: object, functions: list[types.FunctionType], doc: Optional[str], name: str
) -> Optional[Deprecation]:
    """What is said of an object of any kind but a plain value.

    ``functions`` are those that a call of it runs first, ``doc`` is its docstring, cleaned, ``name`` is dotted.
    """
    message = _said_by(value) or next(filter(None, map(_said_by, functions)), None)
    if message is None:
        message = next(filter(None, map(_warned_by, functions)), None)
    return _joined(message, deprecation_in(doc, name))


def deprecation_written(
    doc: Optional[str], name: str, statements: Iterable[ast.stmt], message: Optional[str] = None
) -> Optional[Deprecation]:
    """What a docstring, the statements of a body that are run in any case, or else a decorator's ``message`` say."""
    if message is None:
        message = next((found for found in map(warning_in, statements) if found is not None), None)
    return _joined(message, deprecation_in(doc, name))


def deprecation_of_module(text: str) -> Optional[Deprecation]:
    """What a module's source warns of when it is imported, in any case."""
    if "DeprecationWarning" not in text or "warn" not in text:
        return None
    for match in _WARN_STATEMENT.finditer(text):
        lines = text[match.start() :].split("\n", _MOST_LINES)[:_MOST_LINES]
        for count in range(1, len(lines) + 1):
            try:
                statement = ast.parse("\n".join(lines[:count])).body[0]
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            found = deprecation_written(None, "", [statement])
            if found is not None:
                return found
            break
    return None


def warning_in(statement: ast.stmt) -> Optional[str]:
    """The message of a statement that gives a warning of something deprecated; None of any other one."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or _last_name(call.func) != _WARN or not call.args:
        return None
    given = [*call.args[1:], *(word.value for word in call.keywords if word.arg == "category")]
    if not any(_last_name(argument).endswith("DeprecationWarning") for argument in given):
        return None
    message = call.args[0]
    return (
        message.value if isinstance(message, ast.Constant) and isinstance(message.value, str) else ast.unparse(message)
    )


def _joined(message: Optional[str], documented: Optional[Deprecation]) -> Optional[Deprecation]:
    if message is None:
        return documented
    return {**(documented or {}), "message": encodable(" ".join(message[:MESSAGE_CHARACTERS].split()))}


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _said_by(value: object) -> Optional[str]:
    own = raw.class_dict(value) if raw.is_class(value) else raw.instance_dict(value)
    message = own.get("__deprecated__")
    return message if type(message) is str else None


def _warned_by(function: types.FunctionType) -> Optional[str]:
    """The message of a warning that the function's body begins with, read off its code."""
    code = function.__code__
    if _WARN not in code.co_names or not any(map(_is_category, _names_used(function))):
        return None
    parts: list[str] = []
    is_warning = False
    for operation, argument, _ in islice(instructions_of(code), _MOST_INSTRUCTIONS):
        if not is_warning:
            is_warning = type(argument) is str and argument == _WARN and operation.startswith("LOAD_")
            if not is_warning and not operation.startswith(_BEFORE_WARNING):
                return None
            continue
        value = _value_of(operation, argument, function)
        if _is_category(value):
            return "".join(parts)
        if type(value) is str:
            parts.append(value)
        elif operation.startswith(("FORMAT_VALUE", "FORMAT_SIMPLE", "FORMAT_WITH_SPEC")):
            parts.append("{…}")
        elif operation.startswith(("POP_JUMP", "RETURN", "POP_TOP")):
            return None
    return None


def _names_used(function: types.FunctionType) -> Iterator[object]:
    for name in function.__code__.co_names:
        yield _global(function, name)
    for cell in function.__closure__ or ():
        yield raw.cell_content(cell)


def _value_of(operation: str, argument: Any, function: types.FunctionType) -> object:
    if operation == "LOAD_CONST":
        return argument
    if operation in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR"):
        return _global(function, argument)
    if operation in ("LOAD_DEREF", "LOAD_CLOSURE") and argument in function.__code__.co_freevars:
        return raw.cell_content((function.__closure__ or ())[function.__code__.co_freevars.index(argument)])
    return None


def _global(function: types.FunctionType, name: str) -> object:
    return dict.get(function.__globals__, name, builtins.__dict__.get(name))


def _is_category(value: object) -> bool:
    return raw.is_class(value) and any(raw.is_subclass(value, category) for category in _CATEGORIES)
