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
    """Collect the texts that names and attributes are bound to, by assignments, loops and defaults of parameters."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        for target, value in bindings(node):
            name = target.id if isinstance(target, ast.Name) else getattr(target, "attr", None)
            if name is not None:
                # Outer statements come first: a loop may go over what one of them binds.
                found.setdefault(name, []).extend(texts(value, dict(found)))
    return found


def bindings(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Pair what a node binds with what that is one of."""
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
        return [] if node.value is None else [(node.target, node.value)]
    if isinstance(node, (ast.For, ast.comprehension)):
        return [(node.target, node.iter)]
    if isinstance(node, ast.arguments):
        named = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
        pairs = [*zip(named, node.defaults), *zip(node.kwonlyargs, node.kw_defaults)]
        return [(ast.Name(argument.arg), value) for argument, value in pairs if value is not None]
    return []


def texts(node: ast.expr, constants: dict[str, list[str]]) -> list[str]:
    """List the texts that an expression may be, or is a sequence of."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.Name):
        return constants.get(node.id, [])
    if isinstance(node, ast.Attribute):
        return constants.get(node.attr, [])
    if isinstance(node, ast.Call):
        return words(node, constants)
    return [text for part in parts(node) for text in texts(part, constants)]


def parts(node: ast.expr) -> list[ast.expr]:
    """List the expressions of which one counts: elements, branches, what a subscript picks from."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return node.elts
    if isinstance(node, (ast.BoolOp, ast.Dict)):
        return node.values
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Subscript):
        return [node.value]
    return []


def words(node: ast.Call, constants: dict[str, list[str]]) -> list[str]:
    """List the words of a text that is split, the values of a dictionary, and what a call hands on."""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if isinstance(node.func, ast.Attribute) and called in {"split", "get", "values"}:
        found = texts(node.func.value, constants)
        return [word for text in found for word in text.split()] if called == "split" else found
    if called in {"tuple", "list", "iter", "sorted", "reversed"}:
        return [text for argument in node.args for text in texts(argument, constants)]
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
        elif any(LOADERS.search(called) for called in (name, self.mapped(name, node))):
            values = [text for argument in node.args for text in texts(argument, self.constants)]
            names = list(dict.fromkeys(text for text in values if NAME.match(text) and not FOREIGN.search(text)))
            if names:
                self.found.append(Loaded(names, node.lineno, self.conditions > 0))
        self.generic_visit(node)

    def mapped(self, name: str, node: ast.Call) -> str:
        """Name the function that `map` calls; empty for other calls."""
        first = node.args[0] if name == "map" and node.args else None
        return first.attr if isinstance(first, ast.Attribute) else getattr(first, "id", "")

    def typelib(self, node: ast.Call) -> None:
        """Take a namespace of GObject introspection."""
        values = [text for argument in node.args[:2] for text in texts(argument, {})]
        if values and all(NAME.match(value) for value in values):
            version = values[1] if len(values) > 1 else None
            self.found.append(Loaded(values[:1], node.lineno, self.conditions > 0, "typelib", version))
