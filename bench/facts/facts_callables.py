"""How objects are called, by `inspect`: signatures, overloads, flags, and the function that is behind an object."""

from __future__ import annotations

import ast
import functools
import inspect
import sys
import types
import typing
from typing import Any, Optional

from facts_source import Function

ROUTINES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.WrapperDescriptorType,
    type(functools.lru_cache(maxsize=None)(lambda: None)),
)
_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positionalOnly",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positionalOrKeyword",
    inspect.Parameter.VAR_POSITIONAL: "varPositional",
    inspect.Parameter.KEYWORD_ONLY: "keywordOnly",
    inspect.Parameter.VAR_KEYWORD: "varKeyword",
}


def is_compiled_function(value: object) -> bool:
    """Whether it is a function of a compiler or a binding generator, of a type of its own."""
    return type(value).__name__ in ("cython_function_or_method", "fused_cython_function", "nb_func", "nb_method")


def is_routine(value: object) -> bool:
    """Whether it was made by `def` or made to be called like that."""
    # By its type: a proxy has the class of what it stands for.
    return issubclass(type(value), ROUTINES) or is_compiled_function(value)


def behind(value: Any) -> Any:
    """The function of a static or class method, a property or another descriptor; None where there is none."""
    if isinstance(value, (staticmethod, classmethod)):
        return value.__func__
    if isinstance(value, property):
        return value.fget or value.fset or value.fdel
    if isinstance(value, types.MethodType):
        return value.__func__
    if is_routine(value):
        return value
    if isinstance(value, (functools.cached_property, functools.singledispatchmethod, functools.partialmethod)):
        return value.func
    return None


def written(value: Any) -> Any:
    """The Python function that `inspect` takes an object's lines from; None where there is none."""
    function = behind(value)
    try:
        function = inspect.unwrap(function) if function is not None else None
    except ValueError:
        return None
    while isinstance(function, (staticmethod, classmethod, types.MethodType)):
        function = function.__func__
    return function if isinstance(function, types.FunctionType) else None


def signature_of(value: Any) -> Optional[inspect.Signature]:
    """What `inspect.signature` says, its annotations as they are; None where it knows nothing."""
    options: dict[str, Any] = {}
    if sys.version_info >= (3, 14):
        import annotationlib

        options["annotation_format"] = annotationlib.Format.FORWARDREF
    try:
        return inspect.signature(value, **options)
    except Exception:
        return None


def described(signature: inspect.Signature, source: Optional[Function]) -> dict[str, Any]:
    """A signature as JSON: of each default and annotation the texts that are right without asking further."""
    annotations, defaults = _as_written(source)
    parameters = []
    for parameter in signature.parameters.values():
        found: dict[str, Any] = {"name": parameter.name, "kind": _KINDS[parameter.kind]}
        if parameter.default is not inspect.Parameter.empty:
            found["default"] = default_texts(parameter.default, defaults.get(parameter.name))
        if parameter.annotation is not inspect.Parameter.empty:
            found["annotation"] = annotation_texts(parameter.annotation, annotations.get(parameter.name))
        parameters.append(found)
    result: dict[str, Any] = {"parameters": parameters}
    if signature.return_annotation is not inspect.Signature.empty:
        result["returns"] = annotation_texts(signature.return_annotation, annotations.get("return"))
    return result


def _as_written(source: Optional[Function]) -> tuple[dict[str, str], dict[str, str]]:
    annotations: dict[str, str] = {}
    defaults: dict[str, str] = {}
    if source is None:
        return annotations, defaults
    arguments = source.args
    every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    for one in every:
        if one is not None and one.annotation is not None:
            annotations[one.arg] = ast.unparse(one.annotation)
    if source.returns is not None:
        annotations["return"] = ast.unparse(source.returns)
    positional = [*arguments.posonlyargs, *arguments.args]
    given = positional[len(positional) - len(arguments.defaults) :]
    pairs = [*zip(given, arguments.defaults), *zip(arguments.kwonlyargs, arguments.kw_defaults)]
    defaults.update({one.arg: ast.unparse(value) for one, value in pairs if value is not None})
    return annotations, defaults


def default_texts(value: object, source: Optional[str]) -> list[str]:
    """The texts of a value: its `repr`, or what was written where the name is given it."""
    found = [source] if source is not None else []
    try:
        text = repr(value)
    except Exception:
        text = "at 0x"
    if " at 0x" in text:
        found.append("...")
    else:
        found.insert(0, text)
    if source is not None and any(isinstance(node, ast.Call) for node in ast.walk(ast.parse(source, mode="eval"))):
        # It may give something else each time.
        found.append("...")
    return found


def annotation_texts(annotation: object, source: Optional[str]) -> list[str]:
    """The text of an annotation: as it was written, or as it is where it is a text."""
    found = [source] if source is not None else []
    if isinstance(annotation, str):
        found.append(annotation)
    elif source is None:
        found.append(annotation.__name__ if isinstance(annotation, type) else repr(annotation))
    return found


def overloads_of(value: Any, *, is_bound: bool = False) -> Optional[list[dict[str, Any]]]:
    """What `typing.overload` was said of a function; None where this Python does not keep it.

    Without what a method that `is_bound` has no parameter for.
    """
    if sys.version_info < (3, 11) or not isinstance(value, types.FunctionType):
        return None
    found = []
    for one in typing.get_overloads(value):
        signature = signature_of(behind(one))
        if signature is not None:
            if is_bound:
                signature = signature.replace(parameters=list(signature.parameters.values())[1:])
            found.append(described(signature, None))
    return found


def flags_of(value: Any, decorators: set[str]) -> list[str]:
    """Of what is called, not of what it wraps; sorted."""
    function = behind(value)
    found = set()
    if _is(value, "__isabstractmethod__") or _is(function, "__isabstractmethod__"):
        found.add("abstract")
    if _is(value, "__final__") or _is(function, "__final__") or decorators & {"final", "typing.final"}:
        found.add("final")
    code = getattr(function, "__code__", None)
    flags = code.co_flags if isinstance(code, types.CodeType) and is_routine(function) else 0
    if inspect.iscoroutinefunction(function) or flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        found.add("async")
    if flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR):
        found.add("generator")
    return sorted(found)


def _is(value: object, name: str) -> bool:
    try:
        return getattr(value, name, None) is True
    except Exception:
        return False


def annotations_of(owner: Any) -> dict[str, Any]:
    """The annotations of a module or a class itself, as they are."""
    if sys.version_info >= (3, 14):
        import annotationlib

        try:
            return annotationlib.get_annotations(owner, format=annotationlib.Format.FORWARDREF)
        except Exception:
            return {}
    found = vars(owner).get("__annotations__")
    return found if isinstance(found, dict) else {}
