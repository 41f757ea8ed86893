"""Whether a test in a module's body holds, where that is known before it runs, on this Python and this system."""

from __future__ import annotations

import ast
import operator
import os
import platform
import sys
from collections.abc import Mapping
from typing import Any, Callable, Final, Optional

from .expressions import exact_value, parts_of
from .scopes import UNKNOWN

_COMPARISONS: Final[dict[type, Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_KNOWN: Final[dict[tuple[str, ...], object]] = {
    ("sys", "version_info"): tuple(sys.version_info),
    ("sys", "version_info", "major"): sys.version_info[0],
    ("sys", "version_info", "minor"): sys.version_info[1],
    ("sys", "hexversion"): sys.hexversion,
    ("sys", "platform"): sys.platform,
    ("sys", "maxsize"): sys.maxsize,
    ("sys", "byteorder"): sys.byteorder,
    ("sys", "implementation", "name"): sys.implementation.name,
    ("os", "name"): os.name,
}
_CALLS: Final[dict[tuple[str, ...], object]] = {
    ("platform", "system"): platform.system(),
    ("platform", "python_implementation"): sys.implementation.name.replace("cpython", "CPython"),
}
# What everybody calls the question whether this is Python 2 or 3.
_BY_CONVENTION: Final = {"PY2": False, "PY3": True}
_MAX_DEPTH: Final = 20


class Conditions:
    """Evaluates tests of one module."""

    def __init__(self, module: str) -> None:
        self._module = module

    def only_for_typing(self, test: ast.expr, truths: Mapping[str, bool]) -> bool:
        """Whether what stands below the test exists for type checkers only."""
        return self._truth(test, truths, False, 0) is False and self._truth(test, truths, True, 0) is True

    def truth(self, test: ast.expr, truths: Mapping[str, bool]) -> Optional[bool]:
        """Whether the test holds; None where nobody knows. ``truths`` are names whose truth is known."""
        return self._truth(test, truths, False, 0)

    def _truth(self, test: ast.expr, truths: Mapping[str, bool], typing: bool, depth: int) -> Optional[bool]:
        if depth > _MAX_DEPTH:
            return None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._truth(test.operand, truths, typing, depth + 1)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            found = [self._truth(value, truths, typing, depth + 1) for value in test.values[:_MAX_DEPTH]]
            decisive = isinstance(test.op, ast.Or)
            if decisive in found:
                return decisive
            return None if None in found else not decisive
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            return self._comparison(test)
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if isinstance(test, (ast.Name, ast.Attribute)):
            return self._named(test, truths, typing)
        value = self._value(test)
        return None if value is UNKNOWN else bool(value)

    def _named(self, test: ast.expr, truths: Mapping[str, bool], typing: bool) -> Optional[bool]:
        parts = parts_of(test) or ("",)
        if parts[-1] == "TYPE_CHECKING":
            return typing
        if len(parts) == 1 and parts[0] in truths:
            return truths[parts[0]]
        if parts == ("__debug__",):
            return True
        return _BY_CONVENTION.get(parts[-1])

    def _comparison(self, test: ast.Compare) -> Optional[bool]:
        compare = _COMPARISONS.get(type(test.ops[0]))
        left, right = self._value(test.left), self._value(test.comparators[0])
        if compare is None or left is UNKNOWN or right is UNKNOWN:
            return None
        try:
            return bool(compare(left, right))
        except TypeError:
            return None

    def _value(self, node: ast.expr) -> object:
        parts = parts_of(node)
        if parts is not None:
            return self._module if parts == ("__name__",) else _KNOWN.get(parts, UNKNOWN)
        if isinstance(node, ast.Subscript):
            return _item(self._value(node.value), node.slice)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, (ast.List, ast.Set)):
            values = [exact_value(item) for item in node.elts[:_MAX_DEPTH]]
            return UNKNOWN if UNKNOWN in values else values
        return exact_value(node)

    def _called(self, node: ast.Call) -> object:
        parts = parts_of(node.func)
        if parts is None:
            return UNKNOWN
        if not node.args:
            return _CALLS.get(parts, UNKNOWN)
        subject = _KNOWN.get(parts[:-1])
        argument = exact_value(node.args[0])
        if parts[-1] == "startswith" and isinstance(subject, str) and isinstance(argument, (str, tuple)):
            try:
                return subject.startswith(argument)
            except TypeError:
                return UNKNOWN
        return UNKNOWN


def _item(value: object, index: ast.expr) -> object:
    if not isinstance(value, tuple):
        return UNKNOWN
    if isinstance(index, ast.Slice):
        bounds: list[Any] = [
            None if bound is None else exact_value(bound) for bound in (index.lower, index.upper, index.step)
        ]
        if all(bound is None or type(bound) is int for bound in bounds) and bounds[2] != 0:
            return value[slice(*bounds)]
        return UNKNOWN
    number = exact_value(index)
    return value[number] if type(number) is int and -len(value) <= number < len(value) else UNKNOWN
