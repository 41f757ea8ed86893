"""What `inspect` says of the functions and classes of modules, for tests that hold it against what a shard says.

Started as a program: imports the modules that its arguments name, after the folder in which they are; prints a JSON
object: id → field → what the node has in it, of each function and class that was written in the modules, and of what
classes hold. The parameters of a signature are `[name, kind, whether it has a default]`.
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
import json
import re
import sys
import types
from collections.abc import Iterator
from typing import Any, Optional

Facts = dict[str, Any]
KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positionalOnly",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positionalOrKeyword",
    inspect.Parameter.VAR_POSITIONAL: "varPositional",
    inspect.Parameter.KEYWORD_ONLY: "keywordOnly",
    inspect.Parameter.VAR_KEYWORD: "varKeyword",
}
_CACHED = type(functools.lru_cache(maxsize=None)(lambda: None))
_SCALARS = (int, float, str, bytes, bool, type(None))


def facts_of(module: types.ModuleType) -> Iterator[tuple[str, Facts]]:
    """Of what was written in a module and is there under its own name."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) == module.__name__ and getattr(value, "__qualname__", None) == name:
            if isinstance(value, type):
                yield from _class(f"{module.__name__}.{name}", value)
            elif isinstance(value, (types.FunctionType, _CACHED)):
                yield f"{module.__name__}.{name}", _function(value, "function")


def _class(id_: str, cls: type) -> Iterator[tuple[str, Facts]]:
    yield id_, {"kind": "class", "doc": _clean(vars(cls).get("__doc__")), **_line(cls)}
    for name, value in list(vars(cls).items()):
        inner = f"{id_}.{name}"
        if isinstance(cls, enum.EnumMeta) and name in cls.__members__:
            member: Any = cls.__members__[name]
            if member.name == name:
                yield inner, {"kind": "enumMember", "value": _value(member.value)}
        elif isinstance(value, type) and value.__qualname__ == f"{cls.__qualname__}.{name}":
            yield from _class(inner, value)
        elif not name.startswith("_") or (name == "__init__" and value.__module__ == cls.__module__):
            yield from ((inner, {**_line_of_name(cls, name), **facts}) for facts in _member(value))


def _member(value: Any) -> Iterator[Facts]:
    if isinstance(value, (classmethod, staticmethod)):
        kind = "classmethod" if isinstance(value, classmethod) else "staticmethod"
        yield _function(value.__func__, kind, getattr(value, "__isabstractmethod__", False))
    elif isinstance(value, types.FunctionType):
        yield _function(value, "method")
    elif isinstance(value, property):
        accesses = [("get", value.fget), ("set", value.fset), ("delete", value.fdel)]
        yield {
            "kind": "property",
            "doc": _clean(value.__doc__),
            **_line(value.fget),
            "access": [name for name, function in accesses if function is not None],
        }
    elif type(value) in _SCALARS:
        yield {"kind": "data", "value": _value(value)}
    elif hasattr(type(value), "__get__"):
        yield {"kind": "descriptor"}


def _function(function: Any, kind: str, is_abstract: bool = False) -> Facts:
    flags = []
    if is_abstract or getattr(function, "__isabstractmethod__", False):
        flags.append("abstract")
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        flags.append("async")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        flags.append("generator")
    parameters = inspect.signature(function).parameters.values()
    return {
        "kind": kind,
        "doc": _clean(function.__doc__),
        **_line(function),
        "flags": flags,
        "signature": [[one.name, KINDS[one.kind], one.default is not inspect.Parameter.empty] for one in parameters],
    }


def _clean(doc: object) -> Optional[str]:
    return inspect.cleandoc(doc) or None if isinstance(doc, str) else None


def _line(value: Any) -> Facts:
    """The first line; nothing of what was written in no file."""
    try:
        return {"line": inspect.getsourcelines(value)[1]}
    except (OSError, TypeError):
        return {}


def _line_of_name(cls: type, name: str) -> Facts:
    """The line of the assignment to a name; nothing where there is none, or more than one."""
    lines = inspect.getsource(sys.modules[cls.__module__]).splitlines()
    found = [number for number, line in enumerate(lines, 1) if re.match(rf"\s*{re.escape(name)}\s*[:=]", line)]
    return {"line": found[0]} if len(found) == 1 else {}


def _value(value: object) -> Optional[str]:
    return repr(value) if type(value) in _SCALARS else None


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    found = {id_: facts for name in sys.argv[2:] for id_, facts in facts_of(importlib.import_module(name))}
    print("\n" + json.dumps(found))
