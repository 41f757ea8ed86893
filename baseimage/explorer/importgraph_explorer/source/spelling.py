"""Syntax trees as text: annotations, type parameters, constants, as people write them."""

from __future__ import annotations

import ast
from functools import cache
from typing import Final, Optional

from ..wire.texts import encodable

VALUE_CHARACTERS: Final = 200
_MAX_PARTS: Final = 20
_MAX_LINES: Final = 60
_MAX_COLUMNS: Final = 4_000
_MAX_CHARACTERS: Final = 4_000
_MAX_PARAMETERS: Final = 100

# What a text must have in it for its tree to be written otherwise.
_UNUSUAL: Final = frozenset("'\"\\\n")
# What types are written with. Other texts may be Python only by accident, such as "file-like".
_OF_TYPES: Final = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.List, ast.Tuple, ast.BinOp, ast.BitOr),
    *(ast.Starred, ast.Load, ast.Expression, ast.Call, ast.keyword, ast.UnaryOp, ast.USub),
)
# What stands in their brackets may be text, and no type.
_OF_VALUES: Final = ("Literal", "Annotated")


def annotation_text(node: ast.expr) -> str:
    """An annotation as text, quoted ones without their quotes."""
    return _finished(_annotation(node, 0))


@cache
def type_text(text: str) -> str:
    """An annotation that is a text, as it would be written without quotes; what is no type stays as it is."""
    text = text[:_MAX_CHARACTERS].strip()
    # Python itself writes `tuple[*Ts]` so, where annotations are kept as texts.
    if not text.isascii() or not _UNUSUAL.isdisjoint(text) or ",]" in text:
        node = _parsed(text)
        if node is not None:
            return _finished(_annotation(node, 1))
    return _finished(text)


def type_parameter_text(kind: str, name: str, bound: Optional[str], default: Optional[str]) -> str:
    """A type parameter as one writes it; ``kind`` is the name of its class in ``typing`` or, the same, in ``ast``."""
    stars = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(kind, "")
    return f"{stars}{name}{f': {bound}' if bound is not None else ''}{f' = {default}' if default is not None else ''}"


def type_parameters_written(node: ast.AST) -> list[str]:
    """The type parameters of a function, class or alias (PEP 695)."""
    found = []
    for parameter in getattr(node, "type_params", [])[:_MAX_PARAMETERS]:
        bound, default = (
            annotation_text(written) if written is not None else None
            for written in (getattr(parameter, "bound", None), getattr(parameter, "default_value", None))
        )
        found.append(type_parameter_text(type(parameter).__name__, parameter.name, bound, default))
    return found


def short_repr(value: object) -> str:
    """Python's repr of a constant, at most 200 characters."""
    if isinstance(value, (str, bytes)):
        value = value[: VALUE_CHARACTERS + 1]
    elif isinstance(value, int) and value.bit_length() > 4 * VALUE_CHARACTERS:
        return "..."
    text = "..." if value is Ellipsis else encodable(repr(value))
    return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."


def unparsed(node: ast.expr) -> str:
    """An expression as text; ``...`` for one that is too long."""
    last = node.end_lineno or node.lineno
    if last - node.lineno > _MAX_LINES or (
        last == node.lineno and (node.end_col_offset or 0) - node.col_offset > _MAX_COLUMNS
    ):
        return "..."
    try:
        # Before 3.10 it has a blank there.
        return ast.unparse(node).replace("lambda :", "lambda:")
    except (RecursionError, ValueError, AttributeError):
        return "..."


def _finished(text: str) -> str:
    text = encodable(" ".join(text.split()) if "\n" in text else text)
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 3] + "..."


def _parsed(text: str) -> Optional[ast.expr]:
    """The expression that a text is, in one line or several; None for what is no type."""
    try:
        # In brackets, as what reads annotations does it: lines may end anywhere.
        tree = ast.parse(f"(\n{text}\n)", mode="eval")
        is_type = all(isinstance(node, _OF_TYPES) for node in ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree.body if is_type else None


def _annotation(node: ast.expr, depth: int) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, str):
            return type_text(value) if depth < _MAX_PARTS else value[:_MAX_CHARACTERS].strip()
        return short_repr(value)
    if depth < _MAX_PARTS:
        if isinstance(node, ast.Attribute):
            return f"{_annotation(node.value, depth + 1)}.{node.attr}"
        if isinstance(node, ast.Subscript):
            base = _annotation(node.value, depth + 1)
            name = base.rpartition(".")[2]
            if name not in _OF_VALUES:
                return f"{base}[{_arguments(node.slice, depth)}]"
            if name == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
                first, *further = node.slice.elts
                return f"{base}[{', '.join([_annotation(first, depth + 1), *map(unparsed, further)])}]"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return f"{_annotation(node.left, depth + 1)} | {_annotation(node.right, depth + 1)}"
        if isinstance(node, ast.List):
            return f"[{_listed(node.elts, depth)}]"
        if isinstance(node, ast.Tuple) and node.elts:
            return f"({_listed(node.elts, depth)}{',' * (len(node.elts) == 1)})"
        if isinstance(node, ast.Starred):
            return f"*{_annotation(node.value, depth + 1)}"
    return unparsed(node)


def _arguments(node: ast.expr, depth: int) -> str:
    if isinstance(node, ast.Tuple) and node.elts:
        return _listed(node.elts, depth)
    return _annotation(node, depth + 1)


def _listed(items: list[ast.expr], depth: int) -> str:
    return ", ".join(_annotation(item, depth + 1) for item in items)
