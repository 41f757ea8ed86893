"""Which import statements a source file has, and under what they stand: by docs/formats.md and the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from uses_reader import FUNCTIONS, Reader

_CATCHING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_PLATFORM = {"sys.platform", "os.name", "platform.system", "platform.machine"}
_VERSION = {"sys.version_info", "sys.hexversion", "sys.version"}


@dataclass(frozen=True)
class Statement:
    """One module or name that a statement names, as the fields of a record say it."""

    line: int
    #: The module, in full.
    module: str
    #: `y` of `from x import y`; `*` of all.
    name: Optional[str]
    alias: Optional[str]
    when: tuple[str, ...]
    #: Words that may be told or not.
    may: frozenset[str] = frozenset()


def statements_of(tree: ast.Module, reader: Reader) -> Iterator[Statement]:
    """All of a file, in the order of the source."""
    yield from _in_body(tree.body, frozenset(), frozenset(), reader)


def _in_body(body: list[ast.stmt], when: frozenset[str], may: frozenset[str], reader: Reader) -> Iterator[Statement]:
    for node in body:
        yield from _of(node, when, may, reader)


def _of(node: ast.stmt, when: frozenset[str], may: frozenset[str], reader: Reader) -> Iterator[Statement]:
    words = tuple(sorted(when))
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Statement(node.lineno, alias.name, None, alias.asname, words, may)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Statement(node.lineno, reader.absolute(node), alias.name, alias.asname, words, may)
    elif isinstance(node, FUNCTIONS):
        yield from _in_body(node.body, when | {"function"}, may, reader)
    elif isinstance(node, ast.If):
        below, otherwise, either = _words(node.test)
        yield from _in_body(node.body, when | below, may | either, reader)
        yield from _in_body(node.orelse, when | otherwise, may | either, reader)
    elif isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
        catching = [handler for handler in node.handlers if _catches(handler)]  # type: ignore[attr-defined]
        yield from _in_body(node.body, when | {"try"} if catching else when, may, reader)  # type: ignore[attr-defined]
        for handler in node.handlers:  # type: ignore[attr-defined]
            yield from _in_body(handler.body, when | {"try"} if handler in catching else when, may, reader)
        below = when | {"try"} if catching else when
        yield from _in_body(node.orelse, below, may, reader)  # type: ignore[attr-defined]
        yield from _in_body(node.finalbody, when, may, reader)  # type: ignore[attr-defined]
    else:
        if isinstance(node, (ast.With, ast.AsyncWith)):
            # `suppress(ImportError)` is no `except`, but does the same.
            may = may | {"try"}
        for part in ("body", "orelse"):
            yield from _in_body(getattr(node, part, []), when, may, reader)
        for case in getattr(node, "cases", []):
            yield from _in_body(case.body, when, may, reader)


def _words(test: ast.expr) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What is said below a condition, in its other branch, and what may be said in both."""
    if ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"):
        return frozenset(["typing"]), frozenset(), frozenset()
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        below = frozenset().union(*(_words(one)[0] for one in test.values))
        return below, below - {"main", "typing"}, frozenset(["main", "typing", "platform", "version"])
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__":
        return frozenset(["main"]), frozenset(), frozenset(["main"])
    names = {ast.unparse(one) for one in ast.walk(test) if isinstance(one, ast.Attribute)}
    words = {word for word, known in (("platform", _PLATFORM), ("version", _VERSION)) if names & known}
    # What else tests them is not written down: by another name, in a variable, with TYPE_CHECKING among other things.
    may = {"platform", "version", "try"}
    if any("TYPE_CHECKING" in (getattr(one, "id", ""), getattr(one, "attr", "")) for one in ast.walk(test)):
        may.add("typing")
    return frozenset(words), frozenset(words), frozenset(may)


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or getattr(one, "id", getattr(one, "attr", "")) in _CATCHING for one in caught)


def dynamic_imports(tree: ast.Module) -> dict[tuple[int, str], bool]:
    """Line and text of calls with a text, which may be the module that they import: whether they are sure to."""
    found: dict[tuple[int, str], bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            text, function = node.args[0].value, ast.unparse(node.func)
            if isinstance(text, str):
                sure = function in ("__import__", "importlib.import_module") and not text.startswith(".")
                found[node.lineno, text] = sure
    return found
