"""Says of dotted names whether they exist where this runs, by means that share nothing with the explorer.

Reads `{"distribution", "modules", "setups": [{"code"}], "names": [NAME]}`; prints `["NAME", VERDICT]` for each,
in order, as soon as it is known:

- `runtime`: it is had by importing the longest module that it begins with, then by getattr;
- `instance`: a method of the class, or of a class it inherits from, assigns to it;
- `annotated`: a class says its type only;
- `source`: a file defines it that could not be imported;
- `elsewhere`: the module that it begins with is of another distribution, or of the standard library;
- null: none of these.
"""

from __future__ import annotations

import ast
import ctypes.util
import importlib
import importlib.metadata
import json
import os
import signal
import site
import sys
import types
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Optional

SECONDS = 20
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def main() -> None:
    """Do the job that comes on standard input."""
    job = json.load(sys.stdin)
    # Whatever modules print goes elsewhere.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    site.main()
    sys.argv = ["oracle"]
    names = {"__name__": "__main__", "distribution": job["distribution"], "modules": tuple(job["modules"])}
    for setup in job["setups"]:
        _set_up(setup["code"], names)
    # It starts compilers, and modules that fail are tried once for each of their names' modules.
    ctypes.util.find_library = cache(ctypes.util.find_library)
    signal.signal(signal.SIGALRM, _late)
    own = _top_names(job["distribution"])
    for name in job["names"]:
        signal.alarm(SECONDS)
        try:
            answer = _verdict(name) if name.split(".")[0] in own else "elsewhere"
        except BaseException as error:
            print(f"{name}: {type(error).__name__}", file=sys.stderr)
            answer = None
        signal.alarm(0)
        answers.write(json.dumps([name, answer]) + "\n")
        answers.flush()
    os._exit(0)


def _set_up(code: str, names: dict[str, object]) -> None:
    try:
        exec(compile(code, "<setup>", "exec", dont_inherit=True), names)
    except BaseException as error:
        print(f"setup: {type(error).__name__}: {error}", file=sys.stderr)


def _top_names(distribution: str) -> set[str]:
    """The first parts of what the distribution has installed, as imports name them."""
    files = importlib.metadata.distribution(distribution).files or []
    return {file.parts[0].split(".")[0] for file in files if ".dist-info" not in file.parts[0]}


def _late(*_: object) -> None:
    raise TimeoutError


def _verdict(name: str) -> Optional[str]:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = _imported(".".join(parts[:length]))
        if module is None:
            continue
        found = _followed(module, parts[length:])
        if found is not None:
            return found
    return "source" if _written(parts) else None


@cache
def _imported(name: str) -> Optional[types.ModuleType]:
    try:
        return importlib.import_module(name)
    except BaseException:
        return None


def _followed(start: object, names: list[str]) -> Optional[str]:
    there = start
    rest = list(names)
    try:
        while rest:
            there = getattr(there, rest[0])
            del rest[0]
    except BaseException:
        return _kept_by_instances(there, rest[0]) if len(rest) == 1 and isinstance(there, type) else None
    return "runtime"


def _kept_by_instances(start: type, name: str) -> Optional[str]:
    for ancestor in type.__dict__["__mro__"].__get__(start):
        if name in ancestor.__dict__:
            # What only instances give, such as an attribute of an enum member.
            return "instance"
        if name in getattr(ancestor, "__annotations__", {}):
            return "annotated"
        if name in _assigned(ancestor.__module__, ancestor.__qualname__):
            return "instance"
    return None


@cache
def _assigned(module: str, qualified_name: str) -> frozenset[str]:
    """What methods of a class assign to attributes of their first parameter, and what its body annotates."""
    node: Optional[ast.AST] = _tree_of(getattr(sys.modules.get(module), "__file__", None))
    for name in qualified_name.split("."):
        node = next((one for one in _walk(node) if getattr(one, "name", None) == name), None)
    if not isinstance(node, ast.ClassDef):
        return frozenset()
    return frozenset(_attributes_of(node))


def _attributes_of(node: ast.ClassDef) -> set[str]:
    names = set()
    for method in _walk(node):
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parameters = [*method.args.posonlyargs, *method.args.args]
            first = parameters[0].arg if parameters else None
            for one in _where_it_means(first, method.body):
                if (
                    isinstance(one, ast.Attribute)
                    and isinstance(one.ctx, ast.Store)
                    and isinstance(one.value, ast.Name)
                    and one.value.id == first
                ):
                    names.add(one.attr)
    return names


def _where_it_means(parameter: Optional[str], nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All that is in a function's body, but for functions within that have a parameter of that name themselves."""
    for node in nodes:
        if isinstance(node, _FUNCTIONS) and any(_names_parameter(one, parameter) for one in ast.walk(node.args)):
            continue
        yield node
        yield from _where_it_means(parameter, ast.iter_child_nodes(node))


def _names_parameter(node: ast.AST, name: Optional[str]) -> bool:
    return isinstance(node, ast.arg) and node.arg == name


@cache
def _tree_of(path: Optional[str]) -> Optional[ast.AST]:
    try:
        return ast.parse(Path(path or "").read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def _walk(node: Optional[ast.AST]) -> list[ast.stmt]:
    """The statements of a body, those of conditions, loops and `try` included."""
    found = []
    for statement in getattr(node, "body", []):
        found.append(statement)
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for part in ("body", "orelse", "finalbody"):
                found += _walk(ast.Module(getattr(statement, part, []), []))
            for handler in getattr(statement, "handlers", []):
                found += _walk(handler)
    return found


def _written(parts: list[str]) -> bool:
    for length in range(len(parts), 0, -1):
        for folder in sys.path:
            stem = Path(folder, *parts[:length])
            for path in (stem / "__init__.py", stem.with_suffix(".py")):
                if path.is_file():
                    # What an imported module lacks is of another platform, or of something that is not installed.
                    if _imported(".".join(parts[:length])) is not None:
                        return False
                    return _is_defined(_tree_of(str(path)), parts[length:])
    return False


def _is_defined(node: Optional[ast.AST], names: list[str]) -> bool:
    for number, name in enumerate(names):
        if isinstance(node, ast.ClassDef) and name in _attributes_of(node):
            return number == len(names) - 1
        node = next((one for one in _walk(node) if name in _names_of(one)), None)
        if node is None:
            return False
    return True


def _names_of(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(one.asname or one.name).split(".")[0] for one in statement.names}
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return {one.id for target in targets if target is not None for one in ast.walk(target) if isinstance(one, ast.Name)}


if __name__ == "__main__":
    main()
