"""What the right side of an assignment makes of the name on its left."""

from __future__ import annotations

import ast
from typing import Final, Optional

from ...facts.values import VALUE_CHARACTERS, exact_text
from ...source.spelling import annotation_text
from ...wire.texts import encodable
from .expressions import exact_value, parts_of
from .functions import signature_of
from .scopes import UNKNOWN, Definition, Parts

_DISPLAYS: Final = {
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.GeneratorExp: "generator",
}
# Calls of these give plain values, whatever their arguments are.
_PLAIN_CALLS: Final = frozenset(
    {"bool", "bytes", "complex", "float", "frozenset", "int", "len", "range", "repr", "str", "tuple"}
)
_PLAIN_DOTTED_CALLS: Final = frozenset({("re", "compile"), ("Decimal",), ("decimal", "Decimal")})


def describe(definition: Definition, value: ast.expr, in_class: bool) -> None:
    """Note in a definition of kind ``data`` what its value tells."""
    exact = exact_value(value)
    if exact is not UNKNOWN:
        definition.plain = True
        definition.value = exact
        definition.hint = ("builtin", (type(exact).__name__,))
        text = exact_text(exact)
        if text is not None:
            definition.fields["value"] = text
        return
    display = _DISPLAYS.get(type(value))
    if display is not None:
        definition.hint = ("builtin", (display,))
    elif isinstance(value, ast.JoinedStr):
        definition.plain = True
        definition.hint = ("builtin", ("str",))
    elif isinstance(value, ast.Tuple):
        definition.plain = True
        definition.hint = ("builtin", ("tuple",))
    elif isinstance(value, ast.Compare) or (isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)):
        definition.plain = True
        definition.hint = ("builtin", ("bool",))
    elif isinstance(value, ast.Lambda):
        definition.kind = "method" if in_class else "function"
        definition.fields["signature"] = signature_of(value.args)
    elif isinstance(value, ast.Call):
        _describe_call(definition, value, in_class)
    elif isinstance(value, ast.Subscript):
        _hint_type(definition, value, "subscripted", value.value)
    elif isinstance(value, ast.BinOp):
        _describe_operation(definition, value)


def _describe_operation(definition: Definition, value: ast.BinOp) -> None:
    left: ast.expr = value
    if isinstance(value.op, ast.BitOr):
        for _ in range(200):
            if not isinstance(left, ast.BinOp):
                break
            left = left.left
        if isinstance(left, ast.Subscript):
            left = left.value
        _hint_type(definition, value, "joined", left)
    elif isinstance(value.left, (ast.Constant, ast.JoinedStr)) and isinstance(
        getattr(value.left, "value", ""), (str, bytes)
    ):
        definition.plain = True
        is_bytes = isinstance(getattr(value.left, "value", ""), bytes)
        definition.hint = ("builtin", ("bytes" if is_bytes else "str",))


def _hint_type(definition: Definition, value: ast.expr, what: str, base: ast.expr) -> None:
    parts = parts_of(base)
    if parts is not None:
        definition.hint = (what, parts)
        definition.fields["value"] = alias_text(value)


def alias_text(value: ast.expr) -> str:
    """A type expression as text, of the length that values may have."""
    text = encodable(annotation_text(value))
    return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 3] + "..."


def _describe_call(definition: Definition, call: ast.Call, in_class: bool) -> None:
    # Generic[int](…): the class is what counts.
    parts = parts_of(call.func.value if isinstance(call.func, ast.Subscript) else call.func)
    if parts is None:
        return
    definition.hint = ("called", parts)
    if (len(parts) == 1 and parts[0] in _PLAIN_CALLS) or parts in _PLAIN_DOTTED_CALLS:
        definition.plain = True
    elif parts[-1] == "NewType" and len(call.args) == 2:
        definition.kind = "typeAlias"
        definition.fields["value"] = alias_text(call.args[1])
    elif in_class and parts in (("property",), ("staticmethod",), ("classmethod",)):
        definition.kind = parts[0]
        definition.hint = None
        if parts[0] == "property":
            definition.fields["access"] = _access(call)
    elif in_class and parts[-1] == "cached_property":
        definition.kind = "property"
        definition.fields["access"] = ["get", "set", "delete"]


def _access(call: ast.Call) -> list[str]:
    given = [*zip(("fget", "fset", "fdel"), call.args), *((word.arg, word.value) for word in call.keywords)]
    present = {name for name, value in given if not (isinstance(value, ast.Constant) and value.value is None)}
    return [access for access, name in (("get", "fget"), ("set", "fset"), ("delete", "fdel")) if name in present]


def named_tuple_fields(call: ast.Call) -> Optional[list[str]]:
    """The fields of ``namedtuple("T", "a b")``, ``NamedTuple("T", [("a", int)])``; None if they can't be told."""
    if len(call.args) < 2:
        return [word.arg for word in call.keywords if word.arg] if call.args else None
    fields = call.args[1]
    if isinstance(fields, ast.Constant) and isinstance(fields.value, str):
        return fields.value.replace(",", " ").split()
    if isinstance(fields, ast.Dict):
        return _texts(list(fields.keys))
    if isinstance(fields, (ast.List, ast.Tuple)):
        return _texts([item.elts[0] if isinstance(item, ast.Tuple) and item.elts else item for item in fields.elts])
    return None


def named_tuple_parameters(call: ast.Call) -> list[tuple[str, str, Optional[ast.expr]]]:
    """The same with their annotations and defaults, where these are written down."""
    names = named_tuple_fields(call) or []
    given = next((word.value for word in call.keywords if word.arg == "defaults"), None)
    defaults = given.elts if isinstance(given, (ast.List, ast.Tuple)) else []
    first = len(names) - len(defaults)
    typed = call.args[1].elts if len(call.args) > 1 and isinstance(call.args[1], (ast.List, ast.Tuple)) else []
    pairs = [item.elts for item in typed if isinstance(item, ast.Tuple) and len(item.elts) == 2]
    texts = [annotation_text(pair[1]) for pair in pairs] if len(pairs) == len(names) else [""] * len(names)
    return [
        (name, text, defaults[number - first] if number >= first else None)
        for number, (name, text) in enumerate(zip(names, texts))
    ]


def class_made_by(call: ast.Call) -> Optional[str]:
    """How a call makes a class: ``namedtuple``, ``NamedTuple``, ``TypedDict`` or ``type``; None for any other call."""
    parts: Optional[Parts] = parts_of(call.func)
    if parts is None or not call.args:
        return None
    if parts[-1] in ("namedtuple", "NamedTuple", "TypedDict"):
        return parts[-1]
    return "type" if parts == ("type",) and len(call.args) == 3 else None


def _texts(nodes: list[Optional[ast.expr]]) -> Optional[list[str]]:
    found = []
    for node in nodes:
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return None
        found.append(node.value)
    return found
