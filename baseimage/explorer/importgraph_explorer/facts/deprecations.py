"""Whether something is deprecated: it says so (PEP 702), its docstring does, or its body begins with a warning."""

from __future__ import annotations

import ast
import builtins
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, Optional

from ..looking import kinds, raw
from ..looking.instructions import instructions_of
from ..places.entities import Entity
from ..source.locations import Locations
from ..wire import records
from ..wire.texts import encodable
from .calls.signatures import function_behind
from .directives import MESSAGE_CHARACTERS, SINCE_CHARACTERS, Deprecation, deprecation_in, is_version

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
_OF_ATTRIBUTES: Final = ("LOAD_ATTR", "LOAD_METHOD")
# One instruction before 3.13, which says by its argument how; then one for each way.
_FORMAT_VALUE: Final = "FORMAT_VALUE"
_FORMAT: Final = (_FORMAT_VALUE, "FORMAT_SIMPLE", "FORMAT_WITH_SPEC")
_NO_STEPS: Final = ("NOP", "EXTENDED_ARG")
_MOST_INSTRUCTIONS: Final = 60
# Stands for the part of a message that is made when it is given.
_UNKNOWN: Final = "{…}"


def deprecation_of(
    value: object, functions: list[types.FunctionType], doc: Optional[str], name: str
) -> Optional[Deprecation]:
    """What is said of an object of any kind but a plain value.

    ``functions`` are those that a call of it runs first, ``doc`` is its docstring, cleaned, ``name`` is dotted.
    """
    message = _said_by(value)
    for function in functions:
        if function is not value:
            message = message or _said_by(function)
    for function in functions:
        message = message or _warned_by(function)
    return _joined(message or None, deprecation_in(doc, name))


def deprecation_written(
    doc: Optional[str], name: str, statements: Iterable[ast.stmt], decorated: Optional[Deprecation] = None
) -> Optional[Deprecation]:
    """What a docstring, and a decorator or else the statements of a body that are run in any case say."""
    documented = deprecation_in(doc, name)
    if decorated is None:
        return _joined(next((found for found in map(warning_in, statements) if found is not None), None), documented)
    message = decorated["message"] or (documented or decorated)["message"]
    return {**decorated, **(documented or {}), "message": message}


def deprecation_of_decorator(call: Optional[ast.Call]) -> Optional[Deprecation]:
    """What a decorator called ``deprecated`` is given: by PEP 702 a message first, else a version and words by name."""
    given = {word.arg: _text_of(word.value) for word in call.keywords} if call is not None else {}
    first = _text_of(call.args[0]) if call is not None and call.args else None
    message = first if first is not None and not is_version(first) else given.get("message")
    since = first if first is not None and is_version(first) else given.get("since")
    if message is None and since is None:
        return None
    found = {"message": _bounded(message or "")}
    if since is not None:
        found["since"] = _bounded(since)[:SINCE_CHARACTERS]
    return found


def deprecation_of_module(text: str, names: Mapping[str, object]) -> Optional[Deprecation]:
    """What a module's source warns of when it is imported, in any case; ``names`` are those it has by then."""
    if "DeprecationWarning" not in text or "warn" not in text:
        return None
    for match in _WARN_STATEMENT.finditer(text):
        lines = text[match.start() :].split("\n", _MOST_LINES)[:_MOST_LINES]
        for count in range(1, len(lines) + 1):
            try:
                statement = ast.parse("\n".join(lines[:count])).body[0]
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            message = warning_in(statement, names)
            if message is not None:
                return _joined(message, None)
            break
    return None


def warning_in(statement: ast.stmt, names: Mapping[str, object] = MappingProxyType({})) -> Optional[str]:
    """The message of a statement that gives a warning of something deprecated; None of any other one.

    ``names`` are values that the message may be one of.
    """
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or _last_name(call.func) != _WARN or not call.args:
        return None
    given = [*call.args[1:], *(word.value for word in call.keywords if word.arg == "category")]
    if not any(_last_name(argument).endswith("DeprecationWarning") for argument in given):
        return None
    return _message_of(call.args[0], names)


def _message_of(node: ast.expr, names: Mapping[str, object]) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text_of(part) or _UNKNOWN for part in node.values)
    value = names.get(node.id) if isinstance(node, ast.Name) else _text_of(node)
    return value if type(value) is str else ast.unparse(node)


def _text_of(node: ast.expr) -> Optional[str]:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _joined(message: Optional[str], documented: Optional[Deprecation]) -> Optional[Deprecation]:
    return documented if message is None else {**(documented or {}), "message": _bounded(message)}


def _bounded(message: str) -> str:
    return encodable(" ".join(message[:MESSAGE_CHARACTERS].split()))


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
    message = _Message()
    is_warning = False
    for operation, argument, _ in islice(instructions_of(code), _MOST_INSTRUCTIONS):
        if not is_warning:
            is_warning = type(argument) is str and argument == _WARN and operation.startswith("LOAD_")
            if not is_warning and not operation.startswith(_BEFORE_WARNING):
                return None
            continue
        value = _value_of(operation, argument, function)
        if _is_category(value):
            return message.text()
        if operation.startswith(("POP_JUMP", "RETURN", "POP_TOP")):
            return None
        message.take(operation, argument, value)
    return None


class _Message:
    """The text that a warning is given, gathered from what is loaded for it in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        # How many parts in a row were loaded last, so lie on the top of the stack; the last may be a name's value.
        self._loaded = 0
        self._is_name = False
        self._conversion = 0
        self._is_formatted = False

    def take(self, operation: str, argument: Any, value: object) -> None:
        """Go on by an instruction; ``value`` is what it loads, where that is known."""
        if operation.startswith(_FORMAT):
            self._format(operation, argument)
        elif operation in _OF_ATTRIBUTES:
            self._attribute(argument)
        elif operation == "CONVERT_VALUE":
            self._conversion = argument
        elif type(value) is not str:
            self._loaded = self._loaded if operation in _NO_STEPS else 0
        elif not self._is_formatted:
            self._parts.append(value)
            self._loaded += 1
            self._is_name = operation != "LOAD_CONST"

    def text(self) -> str:
        return "".join(self._parts)

    def _attribute(self, name: object) -> None:
        self._is_formatted = self._is_formatted or name == "format"
        # What such a text's method makes of it is not known.
        if self._loaded > 0 and (self._is_name or name == "join") and name != "format":
            self._parts.pop()
        self._loaded = 0

    def _format(self, operation: str, argument: Any) -> None:
        conversion = argument & 3 if operation == _FORMAT_VALUE else self._conversion
        with_specification = operation == "FORMAT_WITH_SPEC" or (operation == _FORMAT_VALUE and argument & 4 != 0)
        self._conversion = 0
        if with_specification:
            for _ in range(min(self._loaded, 2)):
                self._parts.pop()
        elif self._loaded > 0:
            known = self._parts.pop()
            self._parts.append({2: repr, 3: ascii}.get(conversion, str)(known))
            self._loaded = 0
            return
        self._loaded = 0
        self._parts.append(_UNKNOWN)


def _names_used(function: types.FunctionType) -> Iterator[object]:
    for name in function.__code__.co_names:
        yield _global(function, name)
    for cell in function.__closure__ or ():
        yield raw.cell_content(cell)


def _value_of(operation: str, argument: Any, function: types.FunctionType) -> object:
    if operation == "LOAD_CONST":
        return argument
    if operation in ("LOAD_GLOBAL", "LOAD_NAME", *_OF_ATTRIBUTES):
        return _global(function, argument)
    if operation in ("LOAD_DEREF", "LOAD_CLOSURE") and argument in function.__code__.co_freevars:
        return raw.cell_content((function.__closure__ or ())[function.__code__.co_freevars.index(argument)])
    return None


def _global(function: types.FunctionType, name: str) -> object:
    return dict.get(function.__globals__, name, builtins.__dict__.get(name))


def _is_category(value: object) -> bool:
    return raw.is_class(value) and any(raw.is_subclass(value, category) for category in _CATEGORIES)


def add_deprecation(fields: dict[str, Any], entity: Entity, locations: Locations) -> None:
    """Add it where there is one; values tell of none."""
    if entity.kind in ("data", "enumMember", "typeAlias"):
        return
    if entity.kind == "module":
        source = locations.source_of_module(entity.id)
        names = raw.module_dict(entity.value) if raw.is_module(entity.value) else {}
        warned = deprecation_of_module(source.text, names) if source is not None else None
        if warned is not None:
            records.add_facts(fields, {"deprecated": warned}, "source")
            return
    functions: list[types.FunctionType] = []
    if type(entity.value) is types.FunctionType and not entity.value.__dict__:
        functions.append(entity.value)
    elif entity.kind not in ("module", "class"):
        candidates = (entity.value, kinds.wrapped_function(entity.value), function_behind(entity.value))
        for function in candidates:
            if type(function) is types.FunctionType and function not in functions:
                functions.append(function)
    found = deprecation_of(entity.value, functions, fields.get("doc"), entity.id)
    if found is not None:
        fields["deprecated"] = found
