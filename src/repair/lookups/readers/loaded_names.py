"""Libraries that Python sources load by name: ctypes, cffi, GObject introspection."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple, Optional

# However they are imported, and helpers that are called after them.
LOADERS = re.compile(r"(?:find_library|CDLL|PyDLL|LoadLibrary|load_library|dlopen)$")
MENTIONED = re.compile(LOADERS.pattern[:-1] + "|require_version")
NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_+.-]{0,100}$")
# Of other systems, by what their files are called.
FOREIGN = re.compile(r"\.(dll|dylib|framework|exe)$|\.\d+\.dylib$|\.framework\b", re.IGNORECASE)


class Loaded(NamedTuple):
    """A place that loads a library, by the first of some names that there is."""

    names: list[str]
    line: int
    conditional: bool
    how: str = "library"
    version: Optional[str] = None


def loaded_in(source: str) -> list[Loaded]:
    """Find the places in a source; none where it can't be parsed."""
    if MENTIONED.search(source) is None:
        return []
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    reader = Reader()
    reader.constants = constants_of(tree)
    try:
        reader.visit(tree)
    except RecursionError:
        return []
    return reader.found


def constants_of(tree: ast.Module) -> dict[str, list[str]]:
    """Collect the texts that names are bound to, by assignments and loops."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.For):
            targets, value = [node.target], node.iter
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name):
                # Outer statements come first: a loop may go over what one of them binds.
                found.setdefault(target.id, []).extend(texts(value, dict(found)))
    return found


def texts(node: ast.expr, constants: dict[str, list[str]]) -> list[str]:
    """List the texts that an expression may be, or is a sequence of."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, (ast.Tuple, ast.List)):
        return [text for element in node.elts for text in texts(element, constants)]
    if isinstance(node, ast.Name):
        return constants.get(node.id, [])
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in texts(value, constants)]
    if isinstance(node, ast.IfExp):
        return [*texts(node.body, constants), *texts(node.orelse, constants)]
    return []


class Reader(ast.NodeVisitor):
    """Collects calls."""

    def __init__(self) -> None:
        self.found: list[Loaded] = []
        self.constants: dict[str, list[str]] = {}
        self.conditions = 0

    def conditional(self, node: ast.AST) -> None:
        """Read what may not be run, or whose failure may not matter."""
        self.conditions += 1
        self.generic_visit(node)
        self.conditions -= 1

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read a function."""
        self.conditional(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Read a function."""
        self.conditional(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Read a function."""
        self.conditional(node)

    def visit_Try(self, node: ast.Try) -> None:
        """Read what is tried."""
        self.conditional(node)

    def visit_If(self, node: ast.If) -> None:
        """Read a branch."""
        self.conditional(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Take a call that loads, then what is in it."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "require_version":
            self.typelib(node)
        elif LOADERS.search(name):
            values = [text for argument in node.args for text in texts(argument, self.constants)]
            names = list(dict.fromkeys(text for text in values if NAME.match(text) and not FOREIGN.search(text)))
            if names:
                self.found.append(Loaded(names, node.lineno, self.conditions > 0))
        self.generic_visit(node)

    def typelib(self, node: ast.Call) -> None:
        """Take a namespace of GObject introspection."""
        values = [text for argument in node.args[:2] for text in texts(argument, {})]
        if values and all(NAME.match(value) for value in values):
            version = values[1] if len(values) > 1 else None
            self.found.append(Loaded(values[:1], node.lineno, self.conditions > 0, "typelib", version))
