"""Of which class something is that a call, a ``with`` or waiting gives, where annotations or code say so."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import types
import typing
from collections.abc import Mapping
from typing import Any, Callable, Final, Optional

from ..facts.calls.signatures import function_behind
from ..looking import raw
from ..looking.caution import caution
from ..looking.instructions import instructions_of
from .reading.meanings import parsed_annotation

if sys.version_info >= (3, 14):
    import annotationlib

    _as_text: Optional[Callable[[Any], Any]] = lambda annotate: annotationlib.call_annotate_function(  # noqa: E731
        annotate, annotationlib.Format.STRING
    )
else:
    _as_text = None

_NO_ANNOTATIONS: Final[Mapping[str, Any]] = types.MappingProxyType({})
# By class, which is kept so that its id stays its own.
_written_annotations: Final[dict[int, tuple[type, Mapping[str, Any]]]] = {}
_ASYNC: Final = inspect.CO_COROUTINE
_GENERATOR: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_SELF: Final[Any] = getattr(typing, "Self", None)
_call_of_type: Final = type.__dict__["__call__"]
# What comes out of these when they are gone through.
_ITERATORS: Final = frozenset({"Iterator", "Generator", "Iterable", "AsyncIterator", "AsyncGenerator", "AsyncIterable"})
_IGNORED: Final = frozenset({"RESUME", "NOP", "COPY_FREE_VARS", "MAKE_CELL", "EXTENDED_ARG"})
_MAX_NAMES: Final = 20
_MAX_STEPS: Final = 10
# By the source of a module: what a name of it, or of a class in it, is imported from.
Origin = Callable[[str, str, str], Optional[tuple[str, str]]]
_TELL_NOTHING: Final[tuple[Any, ...]] = (object, typing.Any, type(None))


def class_told(cls: type) -> Optional[type]:
    """A class that an annotation names, unless anything may be of it."""
    return None if any(cls is one for one in _TELL_NOTHING) else cls


def class_called(cls: type) -> Optional[type]:
    """The class of what calling a class gives: itself, unless a metaclass has its own way."""
    call = raw.class_attribute(type(cls), "__call__")
    return cls if call is _call_of_type else None


class Outcomes:
    """Knows the names that annotations are written in."""

    def __init__(self, origin: Origin) -> None:
        """``origin`` is for what only type checkers import."""
        self._origin = origin

    def returned(self, function: Any, receiver: Optional[type], *, waited_for: bool) -> Optional[type]:
        """The class of what calling a function gives, by its annotation.

        ``receiver`` is the class that it is a method of; ``waited_for`` says whether the result is awaited.
        """
        behind = function_behind(function)
        if behind is None or bool(behind.__code__.co_flags & _ASYNC) is not waited_for:
            return None
        if behind.__code__.co_flags & _GENERATOR:
            return None
        return self._annotated(_return_annotation(behind), behind, receiver)

    def entered(self, cls: type, method: str) -> Optional[type]:
        """The class of what a ``with`` of such an object binds; ``method`` is ``__enter__`` or ``__aenter__``."""
        enter = raw.class_attribute(cls, method)
        behind = function_behind(enter) if enter is not raw.MISSING else None
        if behind is None:
            return None
        annotation = _return_annotation(behind)
        if annotation is not None:
            return self._annotated(annotation, behind, cls)
        return cls if _returns_receiver(behind) else None

    def yielded(self, function: Any) -> Optional[type]:
        """The class of what a ``with`` of a generator function under ``contextmanager`` binds."""
        behind = function_behind(function)
        if behind is None or behind is function or not behind.__code__.co_flags & _GENERATOR:
            return None
        annotation = _return_annotation(behind)
        if type(annotation) is str:
            node = parsed_annotation(annotation)
            if isinstance(node, ast.Subscript) and _leaf(node.value) in _ITERATORS:
                first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
                return self._written(first, behind.__globals__, None)
            return None
        origin = raw.attribute(annotation, "__origin__") if annotation is not None else None
        name = raw.class_name(origin) if raw.is_class(origin) else None
        arguments = raw.attribute(annotation, "__args__")
        if name in _ITERATORS and type(arguments) is tuple and arguments:
            return self._annotated(arguments[0], behind, None)
        return None

    def of_attribute(self, cls: type, name: str, found: Any) -> Optional[type]:
        """The class of what instances of a class have under a name: by a property's annotation, or the class's."""
        if type(found) is property:
            behind = function_behind(found.fget)
            return self._annotated(_return_annotation(behind), behind, cls) if behind is not None else None
        for base in raw.class_mro(cls):
            body, annotations = raw.class_dict(base), _annotations_in(base)
            if name in annotations:
                module = sys.modules.get((raw.class_claim(base) or ("", ""))[0])
                names = raw.module_dict(module) if module is not None and raw.is_module(module) else {}
                return self._meant(annotations[name], names, cls)
            if name in body:
                return None
        return None

    def _annotated(self, annotation: Any, function: types.FunctionType, receiver: Optional[type]) -> Optional[type]:
        return self._meant(annotation, function.__globals__, receiver)

    def _meant(self, annotation: Any, names: Mapping[str, Any], receiver: Optional[type]) -> Optional[type]:
        if type(annotation) is str:
            return self._written(parsed_annotation(annotation), names, receiver)
        if annotation is None:
            return None
        if raw.is_class(annotation):
            return class_told(annotation)
        if type(annotation) is typing.ForwardRef:
            written = raw.attribute(annotation, "__forward_arg__")
            return self._written(parsed_annotation(written), names, receiver) if type(written) is str else None
        if annotation is _SELF:
            return receiver
        if type(annotation) is typing.TypeVar:
            bound = raw.attribute(annotation, "__bound__")
            is_bound = receiver is not None and raw.is_class(bound) and raw.is_subclass(receiver, bound)
            return receiver if is_bound else None
        arguments = raw.attribute(annotation, "__args__")
        origin = raw.attribute(annotation, "__origin__")
        if (origin is typing.Union or raw.class_name(type(annotation)) == "UnionType") and type(arguments) is tuple:
            left = [argument for argument in arguments if argument is not type(None)]
            return self._meant(left[0], names, receiver) if len(left) == 1 else None
        return origin if raw.is_class(origin) else None

    def _written(self, node: Optional[ast.AST], names: Mapping[str, Any], receiver: Optional[type]) -> Optional[type]:
        """The class that a written annotation names, going by dictionaries only."""
        if isinstance(node, ast.Constant):
            inner = parsed_annotation(node.value) if isinstance(node.value, str) else None
            return self._written(inner, names, receiver)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = [
                side for side in (node.left, node.right) if not (isinstance(side, ast.Constant) and side.value is None)
            ]
            return self._written(sides[0], names, receiver) if len(sides) == 1 else None
        if isinstance(node, ast.Subscript):
            if _leaf(node.value) == "Optional":
                return self._written(node.slice, names, receiver)
            is_class = _leaf(node.value) not in ("Union", "Type", "type")
            return self._written(node.value, names, receiver) if is_class else None
        if _leaf(node) == "Self":
            return receiver
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < _MAX_NAMES:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        found: Any = names.get(node.id, raw.MISSING)
        if found is raw.MISSING:
            found = raw.module_dict(builtins).get(node.id, raw.MISSING)
        if found is raw.MISSING:
            found = self._imported_for_typing(names.get("__name__"), node.id)
        for name in reversed(parts):
            if raw.is_module(found):
                found = raw.module_dict(found).get(name, raw.MISSING)
            else:
                found = raw.class_attribute(found, name) if raw.is_class(found) else raw.MISSING
        if type(found) is typing.TypeVar:
            return self._meant(found, names, receiver)
        return class_told(found) if raw.is_class(found) else None

    def _imported_for_typing(self, module: object, name: str) -> Any:
        """What a name means that the source of a module imports, and that is not there at run time."""
        for _ in range(_MAX_STEPS):
            origin = self._origin(module, "", name) if type(module) is str else None
            if origin is None:
                break
            module, name = origin
            holder = sys.modules.get(module)
            names = raw.module_dict(holder) if raw.is_module(holder) else {}
            found = names.get(name, sys.modules.get(f"{module}.{name}", raw.MISSING))
            if found is not raw.MISSING:
                return found
        return raw.MISSING


def _annotations_in(cls: type) -> Mapping[str, Any]:
    """What the body of a class annotates, by name; as text where nobody has asked for it yet."""
    body = raw.class_dict(cls)
    ready: Any = body.get("__annotations__")
    if type(ready) is dict:
        return ready
    annotate = body.get("__annotate_func__")
    if _as_text is None or type(annotate) is not types.FunctionType or caution.forbids_code:
        return _NO_ANNOTATIONS
    known = _written_annotations.get(id(cls))
    if known is None:
        try:
            found = _as_text(annotate)
        except Exception:
            found = _NO_ANNOTATIONS
        known = _written_annotations[id(cls)] = (cls, found if type(found) is dict else _NO_ANNOTATIONS)
    return known[1]


def _return_annotation(function: types.FunctionType) -> Any:
    if caution.forbids_code:
        return None
    try:
        annotations = function.__annotations__
    except Exception:
        # From Python 3.14 on they are made when somebody asks, by code of the package.
        return None
    return annotations.get("return") if type(annotations) is dict else None


def _leaf(node: Optional[ast.AST]) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _returns_receiver(function: types.FunctionType) -> bool:
    """Whether all that a method does is to give what it is called on."""
    code = function.__code__
    if code.co_argcount < 1:
        return False
    told = [(name, argument) for name, argument, _ in instructions_of(code) if name not in _IGNORED]
    return (
        len(told) == 2
        and told[0][0] in ("LOAD_FAST", "LOAD_FAST_BORROW")
        and told[0][1] == code.co_varnames[0]
        and told[1][0] == "RETURN_VALUE"
    )
