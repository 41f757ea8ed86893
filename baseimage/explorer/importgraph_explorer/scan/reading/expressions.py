"""Expressions as text, as names, and as exact values."""

from __future__ import annotations

import ast
from typing import Final, Optional

from ...source.spelling import VALUE_CHARACTERS, short_repr, unparsed
from ...wire.texts import encodable
from .scopes import UNKNOWN, Parts

_MAX_PARTS: Final = 20
_MAX_DEPTH: Final = 6
_MAX_ITEMS: Final = 100
_MAX_BITS: Final = 256


def parts_of(node: Optional[ast.AST]) -> Optional[Parts]:
    """A name with its attributes; None for any other expression."""
    found: list[str] = []
    while isinstance(node, ast.Attribute):
        found.append(node.attr)
        if len(found) > _MAX_PARTS:
            return None
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    found.append(node.id)
    return tuple(reversed(found))


def default_text(node: ast.expr) -> str:
    """A default as it is written, at most 200 characters."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        return short_repr(node.value)
    text = encodable(" ".join(unparsed(node).split()))
    return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."


def exact_value(node: ast.expr, depth: int = 0) -> object:
    """The value of a constant, of a tuple of such, or of plain arithmetic with small numbers; else UNKNOWN."""
    if isinstance(node, ast.Constant):
        return node.value
    if depth >= _MAX_DEPTH:
        return UNKNOWN
    if isinstance(node, ast.Tuple):
        if len(node.elts) > _MAX_ITEMS:
            return UNKNOWN
        items = tuple(exact_value(item, depth + 1) for item in node.elts)
        return UNKNOWN if any(item is UNKNOWN for item in items) else items
    if isinstance(node, ast.UnaryOp):
        value = exact_value(node.operand, depth + 1)
        if type(value) in (int, float, complex):
            if isinstance(node.op, ast.USub):
                return -value  # type: ignore[operator]
            if isinstance(node.op, ast.Invert) and type(value) is int:
                return ~value
        return UNKNOWN
    if isinstance(node, ast.BinOp):
        return _arithmetic(node.op, exact_value(node.left, depth + 1), exact_value(node.right, depth + 1))
    return UNKNOWN


def names_of_type(node: ast.AST) -> list[Parts]:
    """The names with their attributes that a type is written with, in their order."""
    found = parts_of(node)
    if found is not None:
        return [found]
    return [parts for child in ast.iter_child_nodes(node) for parts in names_of_type(child)][:_MAX_ITEMS]


def texts_in(node: Optional[ast.expr]) -> Optional[list[str]]:
    """The texts that a list, tuple or set display holds, also added to each other; None for anything else."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.BinOp) and isinstance(item.op, ast.Add):
            waiting += [item.right, item.left]
        elif isinstance(item, (ast.List, ast.Tuple, ast.Set)):
            for element in item.elts:
                if not (isinstance(element, ast.Constant) and isinstance(element.value, str)):
                    return None
                found.append(element.value)
        else:
            return None
    return found


def _arithmetic(operator: ast.operator, left: object, right: object) -> object:
    if type(left) is str and type(right) is str and isinstance(operator, ast.Add):
        joined = left + right
        return joined if len(joined) <= 10 * VALUE_CHARACTERS else UNKNOWN
    if type(left) is int and type(right) is complex and isinstance(operator, (ast.Add, ast.Sub)):
        return left + right if isinstance(operator, ast.Add) else left - right
    if type(left) is not int or type(right) is not int or max(left.bit_length(), right.bit_length()) > _MAX_BITS:
        return UNKNOWN
    result: object = UNKNOWN
    if isinstance(operator, ast.Add):
        result = left + right
    elif isinstance(operator, ast.Sub):
        result = left - right
    elif isinstance(operator, ast.Mult):
        result = left * right
    elif isinstance(operator, ast.BitOr):
        result = left | right
    elif isinstance(operator, ast.LShift) and 0 <= right <= _MAX_BITS:
        result = left << right
    elif isinstance(operator, ast.Pow) and 0 <= right <= _MAX_BITS and left.bit_length() <= 8:
        result = left**right
    elif isinstance(operator, ast.FloorDiv) and right:
        result = left // right
    return result
