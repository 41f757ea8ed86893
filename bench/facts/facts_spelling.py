"""Whether a text that is spelt in another way than the source or `repr` spell it means what is there.

A text means a value where it gives the value, or an equal one of the same type, when it is evaluated in the scope of
its module: names are looked up in the classes that it is in, in the module, among the builtins, and at last among the
modules that are imported. Annotations are the same where they say the same of the same objects: with or without quotes,
aliases written out or not, `Optional[T]` or `T | None`. One with a private name that the source does not use
(`pathlib._local.Path`) is wrong, whatever it gives.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import types
import typing
from typing import TYPE_CHECKING, Any, Optional

from facts_callables import annotations_of, behind, signature_of, written

if TYPE_CHECKING:
    from facts_judge import Judge

_NOTHING = object()


def means(judge: Judge, question: dict[str, Any]) -> bool:
    """Whether what is said at a `place` of the object at a `path` is what is there."""
    value, holder = judge.at(question["path"])
    place, _, name = question["place"].partition(":")
    if place in ("valueType", "metaclass", "base"):
        wanted = value.__bases__[int(name)] if place == "base" else type(value)
        return _object_at(question["text"]) is wanted
    text = question["text"]
    scope = _Scope(judge, question["module"], question["path"])
    if place == "default":
        return _is_default(text, _parameter(value, name).default, scope)
    annotation, hint = _annotation_at(value, holder, question["path"][-1], place, name)
    if annotation is _NOTHING:
        return False
    return _is_annotation(text, annotation, hint, scope, judge.places.of_function(value)[1])


class _Scope(dict[str, Any]):
    """Names as a module and the classes on a path have them."""

    def __init__(self, judge: Judge, module: str, path: list[str]) -> None:
        super().__init__(vars(builtins))
        self.update(vars(sys.modules.get(module) or judge.modules[module]))
        for length in range(2, len(path)):
            there = judge.at(path[:length])[0]
            if isinstance(there, type):
                self.update(vars(there))
                self.setdefault(there.__name__, there)
        there = written(judge.at(path)[0])
        for owner in (there, *(judge.at(path[:length])[0] for length in range(2, len(path) + 1))):
            for one in getattr(owner, "__type_params__", ()) or ():
                self[one.__name__] = one

    def __missing__(self, name: str) -> Any:
        if name in sys.modules:
            return sys.modules[name]
        raise KeyError(name)


def _object_at(id_: str) -> Any:
    start, _, rest = id_.partition(":")
    parts = start.split(".")
    for length in range(len(parts), 0, -1):
        there: Any = sys.modules.get(".".join(parts[:length]))
        if there is not None:
            for name in [*parts[length:], *filter(None, rest.split("."))]:
                # A module may give what it is asked for only then.
                is_module = isinstance(there, types.ModuleType)
                there = (getattr if is_module else inspect.getattr_static)(there, name, _NOTHING)
                if there is _NOTHING:
                    break
            else:
                return there
    return _NOTHING


def _parameter(value: Any, name: str) -> inspect.Parameter:
    signature = _signature(value)
    return signature.parameters[name]


def _signature(value: Any) -> inspect.Signature:
    called = value if isinstance(value, (type, types.MethodType)) else behind(value)
    signature = signature_of(called)
    if signature is None:
        raise ValueError("no signature")
    return signature


def _annotation_at(value: Any, holder: Any, own_name: str, place: str, name: str) -> tuple[Any, Any]:
    if place == "type" and not isinstance(value, property):
        return annotations_of(holder).get(own_name, _NOTHING), _hint(holder, own_name)
    signature = _signature(value)
    if place == "annotation":
        return signature.parameters[name].annotation, _hint(behind(value), name)
    return signature.return_annotation, _hint(behind(value), "return")


def _hint(owner: Any, name: str) -> Any:
    try:
        function = inspect.unwrap(owner) if not isinstance(owner, (type, types.ModuleType)) else owner
        return typing.get_type_hints(function, include_extras=True).get(name, _NOTHING)
    except Exception:
        return _NOTHING


def _is_default(text: str, value: Any, scope: _Scope) -> bool:
    scope.setdefault(type(value).__name__, type(value))
    given = _evaluated(text, scope)
    if given is value or (type(given) is type(value) and _equal(given, value)):
        return True
    name = getattr(value, "_name_", None)
    # The name of an enum's member, or of what says it has one, without address and value.
    return text in (f"{type(value).__qualname__}.{name}", f"{type(value).__module__}.{type(value).__qualname__}.{name}")


def _is_annotation(text: str, annotation: Any, hint: Any, scope: _Scope, source: Optional[ast.AST]) -> bool:
    tree = _parsed(text)
    if tree is None:
        return False
    used = _attributes(source) if source is not None else set()
    if isinstance(annotation, str):
        used |= _attributes(_parsed(annotation) or ast.Pass())
    if any(name.startswith("_") for name in _attributes(tree) - used):
        return False
    ours = _meaning(tree, scope)
    return any(ours == _meaning_of_object(one, scope) for one in (annotation, hint) if one is not _NOTHING)


def _attributes(tree: ast.AST) -> set[str]:
    return {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}


def _parsed(text: str) -> Optional[ast.expr]:
    # In brackets lines may go on, and `*Ts` of `*args: *Ts` may stand.
    try:
        tree = ast.parse(f"_[{text.strip()}]", mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return tree.slice if isinstance(tree, ast.Subscript) else None


def _meaning(node: ast.AST, scope: _Scope) -> str:
    """An annotation in one spelling: names by the objects that they lead to, where they lead to one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        tree = _parsed(node.value)
        return _meaning(tree, scope) if tree is not None else node.value
    given = _evaluated(ast.unparse(node), scope)
    if given is not _NOTHING:
        return _meaning_of_object(given, scope)
    if isinstance(node, ast.BinOp):
        return _union([_meaning(node.left, scope), _meaning(node.right, scope)])
    if isinstance(node, (ast.Tuple, ast.List)):
        return ", ".join(_meaning(one, scope) for one in node.elts)
    if isinstance(node, ast.Subscript):
        parts = [
            _meaning(one, scope) for one in (node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])
        ]
        name = ast.unparse(node.value).rpartition(".")[2]
        if name in ("Optional", "Union"):
            return _union([*parts, "None"] if name == "Optional" else parts)
        return f"{_meaning(node.value, scope)}[{', '.join(parts)}]"
    return ast.unparse(node)


def _meaning_of_object(value: Any, scope: _Scope) -> str:
    if value is None or value is type(None):
        return "None"
    if isinstance(value, str):
        tree = _parsed(value)
        return _meaning(tree, scope) if tree is not None else value
    if type(value).__name__ == "ForwardRef":
        return _meaning_of_object(value.__forward_arg__, scope)
    if isinstance(value, (list, tuple)):
        return ", ".join(_meaning_of_object(one, scope) for one in value)
    origin, arguments = typing.get_origin(value), typing.get_args(value)
    if origin is typing.Union or type(value).__name__ == "UnionType":
        return _union([_meaning_of_object(one, scope) for one in arguments])
    if type(value).__name__ == "_LiteralGenericAlias":
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if hasattr(value, "__metadata__"):
        return f"Annotated[{_meaning_of_object(value.__origin__, scope)}, {value.__metadata__!r}]"
    if origin is not None and arguments:
        return f"{_meaning_of_object(origin, scope)}[{', '.join(_meaning_of_object(one, scope) for one in arguments)}]"
    if origin is not None:
        return _meaning_of_object(origin, scope)
    return f"{value.__module__}.{value.__qualname__}" if isinstance(value, type) else repr(value)


def _union(parts: list[str]) -> str:
    return " | ".join(sorted({one for part in parts for one in _split(part)}))


def _split(union: str) -> list[str]:
    """The parts of a union that is in no brackets."""
    found, depth = [""], 0
    for character in union:
        depth += (character in "([{") - (character in ")]}")
        if character == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [one.strip() for one in found]


def _evaluated(text: str, scope: _Scope) -> Any:
    try:
        return eval(text, {"__builtins__": {}}, scope)
    except Exception:
        return _NOTHING


def _equal(left: Any, right: Any) -> bool:
    try:
        return left is right or bool(left == right) or (repr(left) == repr(right) and " at 0x" not in repr(left))
    except Exception:
        return False
